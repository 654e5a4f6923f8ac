# The batch method: every frame painted as a PNG by a pool of processes, then the image sequence encoded with the sound.
# Arguments: words, background, sound, output, seconds, a folder for the frames, ffmpeg, its video options.
import json
import os
import subprocess
import sys
from multiprocessing import Pool

from PIL import Image, ImageDraw, ImageFont

words, background, sound, output, seconds, folder, ffmpeg = sys.argv[1:8]
slides = json.load(open(words))["slides"]
under = Image.open(background).convert("RGB")
regular = ImageFont.load_default(64)


def paint(frame):
    at = frame / 30
    picture = under.copy()
    slide = next((s for s in slides if s["start"] <= at < s["end"]), None)
    if slide is not None:
        draw = ImageDraw.Draw(picture)
        x, y = 135, 700
        for word in slide["words"]:
            width = draw.textlength(word["text"] + " ", font=regular)
            if x + width > 1785:
                x, y = 135, y + 80
            current = word["start"] <= at < word["start"] + 0.4
            draw.text(
                (x, y), word["text"], font=regular, fill="#ffd54a" if current else "white",
                stroke_width=4, stroke_fill="black",
            )
            x += width
    picture.save(os.path.join(folder, f"{frame:06d}.png"))


if __name__ == "__main__":
    os.makedirs(folder, exist_ok=True)
    with Pool() as pool:
        pool.map(paint, range(round(float(seconds) * 30)), chunksize=30)
    frames = ["-framerate", "30", "-i", os.path.join(folder, "%06d.png"), "-i", sound]
    subprocess.run([ffmpeg, "-loglevel", "error", "-y", *frames, *sys.argv[8:], "-c:a", "copy", output], check=True)
