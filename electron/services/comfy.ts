import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  comfySettingsSchema,
  plainComfySettings,
  type ComfyConnection,
  type ComfyGraph,
  type ComfySettings,
  type ComfyTest,
} from '../../shared/engines/comfyui.ts';
import {
  createComfyEngine,
  usualPace,
  type ComfyEngine,
  type ComfyParts,
} from '../engines/comfyui/comfyui.ts';
import { testConnection } from '../engines/comfyui/connection.ts';
import type { Engine, GenerationRequest } from '../generation/engine.ts';
import { writeAtomically } from '../media/atomicWrite.ts';

/** Tokens are written down only where the system can encrypt them (Electron's safe storage); else they live as long as the program. */
export interface Cipher {
  encrypt(text: string): string;
  decrypt(text: string): string;
}

export interface ComfyDeskParts extends Pick<ComfyParts, 'codec' | 'memory'> {
  readonly settingsFile: string;
  readonly tokensFile: string;
  readonly cipher: Cipher | null;
  /** A token from the environment, for every server that has none of its own. */
  readonly token: string | null;
}

/** The creator's ComfyUI: its settings, its tokens, and the engine that goes with them. */
export interface ComfyDesk {
  /** One engine for good; behind it stands a new one whenever the settings change. */
  readonly engine: Engine;
  settings(): ComfySettings;
  save(settings: ComfySettings): Promise<void>;
  setToken(label: string, token: string | null): Promise<void>;
  /** Labels of the servers a token is kept for; one from the environment is not. */
  tokens(): string[];
  test(asked: ComfyTest): Promise<ComfyConnection>;
  showGraph(request: GenerationRequest): Promise<ComfyGraph>;
}

export async function openComfyDesk(parts: ComfyDeskParts): Promise<ComfyDesk> {
  const tokens = await readTokens(parts);
  const secrets = { token: (label: string) => Promise.resolve(tokens.get(label) ?? parts.token) };
  let settings = await readSettings(parts.settingsFile);
  const make = (): ComfyEngine =>
    createComfyEngine({
      settings,
      secrets,
      codec: parts.codec,
      memory: parts.memory,
      fetch,
      pace: usualPace,
    });
  let inner = make();
  const renew = async () => {
    const old = inner;
    inner = make();
    await old.close();
  };
  return {
    engine: {
      id: 'comfyui',
      label: 'Wan VACE (ComfyUI)',
      profile: () => inner.profile(),
      identity: (request) => inner.identity(request),
      generate: (request, events, signal) => inner.generate(request, events, signal),
      close: () => inner.close(),
    },
    settings: () => settings,
    save: async (wanted) => {
      settings = comfySettingsSchema.parse(wanted);
      await writeAtomically(parts.settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
      await renew();
    },
    setToken: async (label, token) => {
      if (token === null) {
        tokens.delete(label);
      } else {
        tokens.set(label, token);
      }
      const { cipher } = parts;
      if (cipher !== null) {
        await writeAtomically(parts.tokensFile, cipher.encrypt(JSON.stringify([...tokens])));
      }
      await renew();
    },
    tokens: () => [...tokens.keys()],
    test: (asked) => testConnection(asked, secrets),
    showGraph: (request) => inner.showGraph(request),
  };
}

async function readSettings(file: string): Promise<ComfySettings> {
  try {
    return comfySettingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return plainComfySettings;
  }
}

const tokensSchema = z.array(z.tuple([z.string(), z.string()]));

/** What cannot be read (another person's keychain, say) is asked for again. */
async function readTokens({ tokensFile, cipher }: ComfyDeskParts): Promise<Map<string, string>> {
  try {
    const text = cipher === null ? '[]' : cipher.decrypt(await readFile(tokensFile, 'utf8'));
    return new Map(tokensSchema.parse(JSON.parse(text)));
  } catch {
    return new Map();
  }
}
