import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

interface Listed {
  /** What follows its name in the help. */
  readonly usage: string;
  readonly about: string;
  /** Reads its part of the program, and answers what adds it. */
  readonly read: () => Promise<(program: Command, terminal: Terminal) => void>;
}

/** In the order of the help, which is told from here alone: to read all of them takes ten times as long as to read one. */
export const commands: Readonly<Record<string, Listed>> = {
  plan: {
    usage: '[options] [film]',
    about: 'how a film is cut into generations, and why',
    read: async () => (await import('./plan.ts')).addPlanCommand,
  },
  render: {
    usage: '[options] <film>',
    about: 'make what is missing of a film, then the film',
    read: async () => (await import('./render.ts')).addRenderCommand,
  },
  export: {
    usage: '[options] <film>',
    about: 'a film as one file, with its captions, its sound and its fades',
    read: async () => (await import('./export.ts')).addExportCommand,
  },
  guide: {
    usage: '[options] <film>',
    about: 'guide and mask as lossless videos and PNG, as an engine gets them',
    read: async () => (await import('./guide.ts')).addGuideCommand,
  },
  edit: {
    usage: '[options] <film> <action>',
    about: 'change a film without opening it',
    read: async () => (await import('./edit.ts')).addEditCommand,
  },
  captions: {
    usage: '[options] <words>',
    about: 'a film of captions over a picture, a colour or a video, with sound',
    read: async () => (await import('./captions.ts')).addCaptionsCommand,
  },
  upscale: {
    usage: '[options] <video>',
    about: 'a video two or four times as large, each distinct frame computed once',
    read: async () => (await import('./upscale.ts')).addUpscaleCommand,
  },
  analyze: {
    usage: '[options] <file>',
    about: 'shots and keyframes of a video, or what is odd about a film’s keyframes',
    read: async () => (await import('./analyze.ts')).addAnalyzeCommand,
  },
  import: {
    usage: '[options] <payload>',
    about: 'make a project of an older payload.json',
    read: async () => (await import('./import.ts')).addImportCommand,
  },
  models: {
    usage: '',
    about: 'interpolation models of your own (ONNX), each of them an engine',
    read: async () => (await import('./models.ts')).addModelsCommand,
  },
  cache: {
    usage: '[options]',
    about: 'the results, upscaled frames and words kept on this machine',
    read: async () => (await import('./cache.ts')).addCacheCommand,
  },
  doctor: {
    usage: '[options]',
    about: 'what was found on this machine, and what to do where something is missing',
    read: async () => (await import('./doctor.ts')).addDoctorCommand,
  },
  serve: {
    usage: '[options]',
    about: 'the editor, served to a browser on this machine',
    read: async () => (await import('./serve.ts')).addServeCommand,
  },
};
