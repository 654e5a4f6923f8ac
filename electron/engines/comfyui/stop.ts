import { GenerationFailure } from '../../generation/engine.ts';
import type { ComfyClient } from './client.ts';

/** Milliseconds a cancel may take before the engine lets go; what is left of it goes on by itself. */
const patience = 800;

export function cancelled(): GenerationFailure {
  return new GenerationFailure('cancelled', 'Cancelled.', 'Render again to go on.');
}

/**
 * Takes a prompt out of the queue, and interrupts it when it is the one that runs. In this order: one that begins in
 * between is seen by the look at the queue. Others' prompts go on.
 */
export async function stopPrompt(client: ComfyClient, submission: Promise<string>): Promise<void> {
  const stopping = (async () => {
    const id = await submission;
    await client.remove(id);
    const { running } = await client.queue();
    if (running.includes(id)) {
      await client.interrupt(id);
    }
  })().catch(() => undefined);
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([stopping, late]);
  if (timer !== null) {
    clearTimeout(timer);
  }
}
