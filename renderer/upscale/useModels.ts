import { useCallback } from 'react';
import type { FaultData } from '../../shared/fault.ts';
import type { UpscaleModelInfo } from '../../shared/upscale/schema.ts';
import { useEditor } from '../app/editor.ts';
import { useAnswer } from '../connection/useAnswer.ts';

const once = {};
const none: readonly UpscaleModelInfo[] = [];

/** The networks there are, and why none can be used here; both are empty until it is known. */
export function useModels(): {
  readonly models: readonly UpscaleModelInfo[];
  readonly fault: FaultData | null;
} {
  const { client } = useEditor();
  const ask = useCallback(
    async (_: object, signal: AbortSignal) => {
      const [models, { fault }] = await Promise.all([
        client.upscale.models(undefined, { signal }),
        client.upscale.ready(undefined, { signal }),
      ]);
      return { models, fault };
    },
    [client],
  );
  const answer = useAnswer(ask, once, 0);
  return {
    models: answer?.value?.models ?? none,
    fault: answer?.fault ?? answer?.value?.fault ?? null,
  };
}
