/** Texts of frame analysis and of the vision model; a part of renderer/texts.ts. */
import { count } from '../words.ts';

const number = (n: number) => n.toLocaleString('en');

/** "1:02.40" of 62.4 seconds. */
export const clock = (seconds: number): string => {
  const hundredths = Math.round(seconds * 100);
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${String(Math.floor(hundredths / 6000))}:${rest}`;
};

const rate = (fps: number) => String(Math.round(fps * 1000) / 1000);

const money = (amount: number, currency: string): string => {
  const digits = amount === 0 || amount >= 1 ? 2 : amount >= 0.01 ? 3 : 5;
  return `${amount.toFixed(digits)} ${currency}`;
};

export const analysisTexts = {
  title: (name: string) => `Take apart: ${name}`,
  note: 'Frame statistics: brightness, sharpness and motion are measured on this machine. Nothing is described, nothing is sent.',
  open: 'Take apart…',
  inBin: (n: number) =>
    n === 1 ? 'The video is in the media bin' : `${number(n)} videos are in the media bin`,
  tile: 'Double-click to take it apart, or drag it to the timeline',
  waiting: 'Waiting for what runs now',
  measuring: 'Measuring frames',
  stopped: 'It was stopped.',
  again: 'Start again',
  facts: (seconds: number, frames: number, fps: number, width: number, height: number) =>
    [
      `${seconds.toFixed(1)} s`,
      count(frames, 'frame', 'frames'),
      `${rate(fps)} a second`,
      `${String(width)} × ${String(height)}`,
    ].join(' · '),
  found: (shots: number, proposals: number) =>
    `${count(shots, 'shot', 'shots')}, ${count(proposals, 'keyframe', 'keyframes')} proposed`,
  shots: 'Shots',
  shot: (n: number) => `Shot ${String(n)}`,
  shotFacts: (frames: number, start: number, end: number) =>
    `${clock(start)} to ${clock(end)} · ${count(frames, 'frame', 'frames')}`,
  joins: { cut: '', dissolve: 'dissolve', fade: 'fade' },
  reasons: {
    calm: 'The sharpest calm frame of its shot',
    motion: 'The picture has moved on since the one before',
  },
  keyframe: (seconds: number, shot: number) => `Frame at ${clock(seconds)}, shot ${String(shot)}`,
  statistics: (luma: number, contrast: number, sharpness: number, motion: string) =>
    `brightness ${luma.toFixed(2)}, contrast ${contrast.toFixed(2)}, sharpness ${sharpness.toFixed(0)}, ${motion}`,
  motions: {
    static: 'still',
    pan: 'pans',
    tilt: 'tilts',
    zoom: 'zooms',
    unknown: 'moves',
  },
  all: 'All',
  none: 'None',
  from: 'From frame',
  put: (n: number) => `Put ${count(n, 'keyframe', 'keyframes')} on the timeline`,
  chosen: (n: number, all: number, known: number) =>
    `${number(n)} of ${number(all)} chosen${known === 0 ? '' : ` · ${number(known)} taken already`}`,
  stop: 'Stop',
  turn: (n: number, all: number) => `Video ${number(n)} of ${number(all)}`,
  later: (names: string) => `then ${names}`,
  skip: 'Skip',
  sizeAndRate: (width: number, height: number, fps: number) =>
    `${String(width)} × ${String(height)} at ${rate(fps)} frames a second`,
  adopt: (words: string) => `Make the film like the video: ${words}`,
  adoptNow: (words: string) => `now ${words}`,
  adoptKept: 'keyframes stay on their frames',
  taking: (done: number, all: number) => `Taking frame ${number(done)} of ${number(all)} in full size`,
  edit: (name: string) => `Keyframes of ${name}`,
  was: (n: number) => `${count(n, 'keyframe', 'keyframes')} on the timeline`,
};

export const warningTexts = {
  title: 'Keyframes, measured',
  more: (n: number) => `and ${number(n)} more`,
  remedies: {
    same: 'Hold the first until the second',
    unrelated: 'Make it a cut',
  },
};

export const visionTexts = {
  section: 'Words from a vision model',
  sectionNote: 'It looks at neighbouring keyframes together and suggests a prompt for each segment.',
  describe: 'Describe…',
  suggest: 'Suggest words…',
  waiting: (n: number) => (n === 0 ? '' : count(n, 'suggestion', 'suggestions')),
  suggests: (model: string) => `${model} suggests`,
  describes: (model: string) => `${model} describes`,
  sawOne: 'It saw one of the two pictures only.',
  accept: 'Accept',
  dismiss: 'Dismiss',
  acceptAll: (n: number) => `Accept all ${number(n)}`,
  acceptOne: 'Accept suggestion',
  acceptMany: (n: number) => `Accept ${count(n, 'suggestion', 'suggestions')}`,
  accepted: (n: number) => `${count(n, 'prompt', 'prompts')} written`,

  title: 'Describe keyframes',
  note: 'Before anything is sent you see here what, how much and where to.',
  unset: 'No vision model is set up',
  unsetNote:
    'Any endpoint that speaks OpenAI’s chat completions: Ollama, LM Studio, llama.cpp or vLLM on this machine, or a service with a key.',
  setUp: 'Set one up…',
  change: 'Change…',
  which: 'Keyframes',
  whichAll: (n: number) => `All ${number(n)}`,
  whichSelected: (n: number) => `Selected (${number(n)})`,
  between: 'Also what happens from each keyframe to the next, as a prompt for the segment',
  againFailed: 'Ask again about frames that were given up before',
  counting: 'Working out what would be sent…',
  leaves: 'What would be sent',
  local: 'this machine',
  remote: 'leaves this machine',
  to: 'To',
  model: 'Model',
  frames: 'Keyframes',
  framesOf: (frames: number, cached: number) =>
    cached === 0 ? number(frames) : `${number(frames)}, ${number(cached)} of them known already`,
  pictures: 'Pictures',
  pictureNote: '512 pixels on the long side',
  calls: 'Calls',
  callsOf: (calls: number, without: number) =>
    without > calls ? `${number(calls)} (${number(without)} without batching)` : number(calls),
  tokens: 'Tokens',
  tokensOf: (input: number, output: number, about: boolean) =>
    `${about ? 'about ' : ''}${number(input)} in, ${number(output)} out`,
  bytes: 'Data',
  about: (words: string) => `about ${words}`,
  money: 'Money',
  moneyOf: (amount: number, currency: string) => money(amount, currency),
  noPrice: 'no price set',
  nothing: 'Everything is known already: nothing is sent.',
  unreadable: (n: number) => `${count(n, 'picture', 'pictures')} cannot be read and would be left out`,
  start: (calls: number) => (calls === 0 ? 'Start' : `Send ${count(calls, 'call', 'calls')}`),
  progress: (done: number, all: number) => `${number(done)} of ${number(all)}`,
  running: 'Describing',
  inBackground: 'Go on in the background',
  stop: 'Stop',
  stopNote: 'What is done is kept.',
  more: 'Describe more…',
  stopped: (done: number, all: number) =>
    all === 0 ? 'Stopped.' : `Stopped at ${number(done)} of ${count(all, 'frame', 'frames')}.`,
  goOn: 'Go on with the rest…',
  done: (n: number) => `${count(n, 'frame', 'frames')} described`,
  failed: (n: number) => `${count(n, 'frame', 'frames')} not described`,
  failedFrame: (n: number) => `Keyframe ${String(n)}`,

  costs: 'What it cost',
  costsLast: 'What the last run cost',
  cost: {
    frames: 'Frames',
    cached: 'cached',
    failed: 'failed',
    notAsked: 'not asked',
    calls: 'Calls',
    without: 'without batching',
    tokens: 'Tokens',
    input: 'in',
    output: 'out',
    estimated: 'estimated',
    latency: 'A call takes',
    half: (p95: string) => `p50; p95 ${p95}`,
    batches: 'Batches',
    sizes: 'pictures × calls',
    success: 'Success',
    splits: 'split',
    askedAgain: 'asked again',
    waits: 'waits',
    left: 'Budget left',
    leftCalls: (n: number) => count(n, 'call', 'calls'),
    leftTokens: (n: number) => count(n, 'token', 'tokens'),
    noLimit: 'No call limit',
    noTokenLimit: 'no token limit',
    money: 'Money',
  },
  seconds: (n: number) => `${n.toFixed(n < 10 ? 2 : 1)} s`,
  number,
  percent: (n: number) => `${(n * 100).toFixed(n === 1 || n === 0 ? 0 : 1)}%`,

  settings: 'Vision model',
  settingsNote: 'An endpoint that speaks OpenAI’s chat completions, on this machine or elsewhere.',
  loading: 'Reading the settings…',
  endpoint: 'Endpoint',
  address: 'Address',
  test: 'Test',
  asking: 'Asking…',
  allowRemote: 'This is not my machine: keyframes may be sent there as pictures',
  key: 'Key',
  keyPlaceholder: 'Only where the endpoint asks for one',
  keyKept: 'A key is kept; write another to replace it',
  forgetKey: 'Forget key',
  keyForgotten: 'Key forgotten',
  keyStays: 'The key stays in the system’s safe storage.',
  keyPasses: 'This system has no safe storage: the key is forgotten when the program ends.',
  modelPlaceholder: 'Test the endpoint to choose one',
  answered: (address: string, models: number) => `${address} answers, ${count(models, 'model', 'models')}`,
  sight: {
    reads: 'it sees pictures and reads their codes: several go into one call',
    sees: 'it sees pictures but cannot read: one picture a call',
    blind: 'it does not see pictures: choose another model',
  },
  takes: (n: number) => `takes ${count(n, 'picture', 'pictures')} a call`,
  chooseModel: 'Choose a model, and test again to see whether it sees.',
  asks: 'How it is asked',
  batch: 'Pictures a call',
  atOnce: 'Calls at once',
  patience: 'Patience',
  secondsUnit: 'seconds',
  language: 'Language',
  format: 'Pictures as',
  formats: { jpeg: 'JPEG', png: 'PNG' },
  limits: 'Budget and price',
  budgetCalls: 'Calls a run',
  budgetTokens: 'Tokens a run',
  noLimit: 'No limit',
  priceIn: 'Tokens in',
  priceOut: 'Tokens out',
  priceUnit: (currency: string) => `${currency} a million`,
  priceNote: (model: string) =>
    model === '' ? 'Choose a model first: each has its prices.' : `Prices of ${model}.`,
  currency: 'Currency',
  unknown: 'unknown',
};
