import { describe, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { formatOf, readCaptions } from './read.ts';
import { textOf } from './slide.ts';
import { webVtt, subRip } from './write.ts';

const faultOf = (text: string): Fault => {
  try {
    readCaptions(text);
  } catch (error) {
    return error as Fault;
  }
  throw new Error('nothing was refused');
};

const texts = (text: string): readonly string[] => readCaptions(text).slides.map(textOf);

describe('SubRip', () => {
  it('is read with its lines, without tags, whatever the line ends and the numbers', () => {
    const track = readCaptions(
      '\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> there,\r\nfriend &amp; foe\r\n\r\n7\r\n00:00:03,000 --> 00:00:04,000\r\n42\r\n\r\n8\r\n0:00:05.5 --> 0:00:06.5\r\n{\\an8}up\r\n',
    );
    expect(track.slides.map(textOf)).toEqual(['Hello there,\nfriend & foe', '42', 'up']);
    expect(track.slides.map(({ start, end, timing }) => [start, end, timing])).toEqual([
      [1, 2.5, 'slide'],
      [3, 4, 'slide'],
      [5.5, 6.5, 'slide'],
    ]);
    expect(track.slides[2]?.style.anchor).toBe('top');
  });

  it('is read without numbers and out of order, and keeps a number that is a caption', () => {
    expect(texts('00:00:03,000 --> 00:00:04,000\n12\n\n00:00:01,000 --> 00:00:02,000\nfirst\n')).toEqual([
      'first',
      '12',
    ]);
  });

  it('is refused with the line of a time that is none, and of an end before its start', () => {
    const broken = faultOf('1\n00:00:01,000 --> 00:00:xx,000\nHello\n');
    expect(broken).toBeInstanceOf(Fault);
    expect(broken.code).toBe('captions-unreadable');
    expect(broken.message).toContain('Line 2');
    expect(faultOf('00:00:02,000 --> 00:00:01,000\nHello\n').message).toContain('before it starts');
  });

  it('comes back the same after it is written', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,500\nHello there,\nfriend\n\n2\n01:00:03,001 --> 01:00:04,999\n42\n';
    expect(subRip(readCaptions(text))).toBe(text);
  });
});

describe('WebVTT', () => {
  const text = [
    'WEBVTT - a title',
    '',
    'STYLE',
    '::cue { color: red }',
    '',
    'NOTE not --> this',
    '',
    'name of the cue',
    '00:01.000 --> 00:03.000 align:start line:10%',
    '<v Ann>One <00:00:01.500><c>two</c> <00:00:02.000>three four',
    '',
    '00:04.000 --> 00:05.000',
    'plain &lt;b&gt;',
    '',
  ].join('\n');

  it('times the words that carry times, and shares a time among the words after it', () => {
    const [first, second] = readCaptions(text).slides;
    expect(first?.timing).toBe('words');
    expect(first?.words.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['One', 1, 1.5],
      ['two', 1.5, 2],
      ['three', 2, 2.555556],
      ['four', 2.555556, 3],
    ]);
    expect(first?.style).toEqual({ align: 'left', anchor: 'top', position: { x: 0.5, y: 0.1 } });
    expect(second && textOf(second)).toBe('plain <b>');
    expect(second?.timing).toBe('slide');
  });

  it('keeps the times of words when it is written and read again', () => {
    const track = readCaptions(text);
    const again = readCaptions(webVtt(track));
    expect(again.slides[0]?.words.slice(0, 3)).toEqual(
      track.slides[0]?.words
        .slice(0, 3)
        .map((word) => ({ ...word, end: expect.closeTo(word.end, 3) as number })),
    );
  });
});

describe('ASS', () => {
  const file = (events: string) =>
    `[Script Info]\nPlayResX: 640\nPlayResY: 360\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, Alignment, MarginV\nStyle: Default,Lora,20,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,-1,1,2,1,2,18\nStyle: Sign,Inter,30,&H0000FF00,&H0000FF00,&H00000000,&H00000000,0,3,4,0,8,18\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n${events}`;
  const line = (text: string, style = 'Default', at = '0:00:01.00,0:00:03.00') =>
    `Dialogue: 0,${at},${style},,0,0,0,,${text}\n`;

  it('gives its most used style to the track and the others to their slides', () => {
    const { style, slides } = readCaptions(
      file(line('Hello, {\\b1}you{\\b0}\\Nthere') + line('a') + line('SIGN', 'Sign')),
    );
    expect(style).toMatchObject({
      font: 'Lora',
      size: 60,
      bold: true,
      colour: '#ffffff',
      currentColour: '#ff0000',
    });
    expect(style.shadow).toEqual({ x: 3, y: 3, blur: 0, colour: '#0000007f' });
    expect(style.position.y).toBeCloseTo(0.95);
    expect(slides.map(textOf)).toEqual(['Hello, you\nthere', 'a', 'SIGN']);
    expect(slides[2]?.style).toMatchObject({
      size: 90,
      colour: '#00ff00',
      anchor: 'top',
      box: { padding: 12 },
    });
  });

  it('reads karaoke as words and parts of words with times, and leaves drawings and comments out', () => {
    const { slides } = readCaptions(
      file(
        line('{\\k50}Hel{\\kf25}lo {\\k100}world') +
          line('{\\p1}m 0 0 l 1 1{\\p0}') +
          'Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,no\n',
      ),
    );
    expect(slides).toHaveLength(1);
    expect(slides[0]?.words).toEqual([
      { text: 'Hel', start: 1, end: 1.5, gap: '' },
      { text: 'lo', start: 1.5, end: 1.75, gap: '' },
      { text: 'world', start: 1.75, end: 2.75, gap: ' ' },
    ]);
  });
});

describe('JSON', () => {
  const word = (text: string, start: number, end: number, name = 'word') => ({ [name]: text, start, end });

  it('of whisper gives a slide a segment, its words put together from their pieces', () => {
    const { slides } = readCaptions(
      JSON.stringify({
        text: 'x',
        segments: [
          {
            id: 0,
            start: 0,
            end: 2,
            text: " Don't stop.",
            tokens: [50364, 1],
            words: [word(' Don', 0.1, 0.3), word("'t", 0.3, 0.4), word(' stop', 0.5, 1), word('.', 1, 1.1)],
          },
        ],
        language: 'en',
      }),
    );
    expect(slides[0]).toMatchObject({ start: 0, end: 2, timing: 'words' });
    expect(slides[0]?.words.map(({ text, start, end }) => [text, start, end])).toEqual([
      ["Don't", 0.1, 0.4],
      ['stop.', 0.5, 1.1],
    ]);
  });

  it('of whisperX may leave out the times of numbers', () => {
    const words = [word('In', 1, 1.2), { word: '1984,' }, { word: '25' }, word('men', 2.2, 2.5)];
    const { slides } = readCaptions(
      JSON.stringify({ segments: [{ start: 1, end: 2.5, text: '', words }], word_segments: [] }),
    );
    expect(slides[0]?.words.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['In', 1, 1.2],
      ['1984,', 1.2, 1.7],
      ['25', 1.7, 2.2],
      ['men', 2.2, 2.5],
    ]);
  });

  it('of whisper.cpp has milliseconds, with tokens or one word an entry', () => {
    const entry = (text: string, from: number, to: number) => ({ offsets: { from, to }, text });
    const full = {
      transcription: [
        {
          ...entry(' Hi you', 0, 900),
          tokens: [entry('[_BEG_]', 0, 0), entry(' Hi', 0, 400), entry(' you', 400, 900)],
        },
      ],
    };
    expect(readCaptions(JSON.stringify(full)).slides[0]?.words.map(({ end }) => end)).toEqual([0.4, 0.9]);
    const short = {
      transcription: [entry(' Hi', 0, 400), entry(' you', 400, 900), entry(' again', 4000, 4500)],
    };
    expect(readCaptions(JSON.stringify(short)).slides.map(textOf)).toEqual(['Hi you', 'again']);
  });

  it("of OpenAI takes the punctuation of the text beside its words' times", () => {
    const { slides } = readCaptions(
      JSON.stringify({
        task: 'transcribe',
        text: 'Yes, now.',
        words: [word('Yes', 0, 0.4), word('now', 0.5, 0.9)],
        segments: [{ start: 0, end: 1, text: 'Yes, now.' }],
      }),
    );
    expect(slides.map(textOf)).toEqual(['Yes, now.']);
  });

  it('keeps Chinese and Japanese words without spaces', () => {
    const words = ['今日', 'は', '良い', '天気', 'です', '。', 'Hello', '世界'].map((text, i) =>
      word(text, i, i + 1),
    );
    expect(texts(JSON.stringify({ words }))).toEqual(['今日は良い天気です。 Hello 世界']);
  });

  it('of nothing but words is cut at silences, at sentences and before it is too long', () => {
    const words = Array.from({ length: 60 }, (_, i) =>
      word(
        i === 14 ? 'stop.' : 'abcd',
        i < 40 ? i * 0.3 : i * 0.3 + 5,
        (i < 40 ? i * 0.3 : i * 0.3 + 5) + 0.3,
      ),
    );
    const { slides } = readCaptions(JSON.stringify(words));
    expect(slides.flatMap((slide) => slide.words)).toHaveLength(60);
    expect(Math.max(...slides.map((slide) => textOf(slide).length))).toBeLessThanOrEqual(84);
    expect(slides[0]?.words.at(-1)?.text).toBe('stop.');
    expect(slides.some((slide) => slide.words.at(-1)?.end === 12)).toBe(true);
  });
});

describe('any file', () => {
  it.each([
    ['', 'captions-empty'],
    ['  \n', 'captions-empty'],
    ['WEBVTT\n', 'captions-empty'],
    ['{"segments": []}', 'captions-empty'],
    ['{"segments": [{"text": "no times"}]}', 'captions-unreadable'],
    ['{"a": 1}', 'captions-unreadable'],
    ['{"segments": [', 'captions-unreadable'],
    ['[1, 2]', 'captions-unreadable'],
    ['A letter to a friend', 'captions-unreadable'],
    ['00:00:01,000 --> 999:00:00,000\nlater than any film\n', 'captions-unreadable'],
  ])('%j is refused as %s in one sentence with a remedy', (text, code) => {
    const fault = faultOf(text);
    expect([fault.code, fault instanceof Fault, fault.remedy.length > 0]).toEqual([code, true, true]);
  });

  it('is told by its content', () => {
    expect(formatOf('WEBVTT\n')).toBe('vtt');
    expect(formatOf('[Script Info]\n')).toBe('ass');
    expect(formatOf('[{"word": "a"}]')).toBe('json');
    expect(formatOf('1\n00:00:01,000 --> 00:00:02,000\na')).toBe('srt');
    expect(formatOf('a letter')).toBeNull();
  });

  it('of 10,000 words is read soon enough to be drawn again while they are edited', () => {
    const words = Array.from({ length: 10_000 }, (_, i) => ({
      word: `word${String(i)}`,
      start: i * 0.3,
      end: i * 0.3 + 0.25,
    }));
    const clock = (s: number) => new Date(s * 1000).toISOString().slice(11, 23);
    const files = [
      JSON.stringify({ words }),
      words
        .map(
          (w, i) =>
            `${String(i)}\n${clock(w.start).replace('.', ',')} --> ${clock(w.end).replace('.', ',')}\n${w.word}\n`,
        )
        .join('\n'),
      `WEBVTT\n\n00:00.000 --> 00:50:00.000\n${words.map((w) => `<${clock(w.start)}>${w.word}`).join(' ')}\n`,
    ];
    for (const file of files) {
      readCaptions(file);
      const started = Date.now();
      expect(readCaptions(file).slides.flatMap((slide) => slide.words)).toHaveLength(10_000);
      expect(Date.now() - started).toBeLessThan(10_000);
    }
  });
});
