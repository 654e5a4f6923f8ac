# MoviePy as its own guide does it: one TextClip a state over the background, composited frame by frame.
# Without the bold word, which is less than ours paints. Arguments: words, background, sound, output, seconds.
import json
import sys

from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, TextClip, VideoFileClip

words, background, sound, output, seconds = sys.argv[1:6]
under = VideoFileClip(background) if background.endswith(".mp4") else ImageClip(background)
clips = [under.with_duration(float(seconds))]
for slide in json.load(open(words))["slides"]:
    text = " ".join(word["text"] for word in slide["words"])
    for i, word in enumerate(slide["words"]):
        end = slide["words"][i + 1]["start"] if i + 1 < len(slide["words"]) else slide["end"]
        clip = TextClip(
            text=text, font_size=64, color="white", stroke_color="black", stroke_width=4,
            size=(1650, None), method="caption",
        )
        clips.append(clip.with_start(word["start"]).with_duration(end - word["start"]).with_position(("center", 700)))
film = CompositeVideoClip(clips).with_duration(float(seconds)).with_audio(AudioFileClip(sound))
film.write_videofile(output, fps=30, codec="libx264", preset="veryfast", ffmpeg_params=["-crf", "18"], logger=None)
