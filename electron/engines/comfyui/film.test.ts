import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RenderEvent } from '../../../shared/generation/events.ts';
import { planFilm } from '../../../shared/planner/plan.ts';
import { plainSegment, type Project } from '../../../shared/project/schema.ts';
import type { Engine } from '../../generation/engine.ts';
import type { RenderOptions } from '../../generation/runner.ts';
import { filmOf, openStudio, pictureOf } from '../testing/film.ts';
import { pngCodec } from './png.ts';
import type { FakeOptions } from './testing/options.ts';
import { engineFor } from './testing/rig.ts';
import { fakeServers } from './testing/servers.ts';

/** Films through the real runner, cache and assembly: every one is complete, or says what it lacks. */

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'entracte-comfyui-film-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

// After the folder's hook, so that it runs before it: no server works in a folder that is gone.
const fake = fakeServers();

/** Four keyframes and a prompt each: three batches that do not depend on each other. */
function threeBatches(): Project {
  const film = { ...filmOf([0, 8, 16, 24]), size: { width: 48, height: 32 }, engine: 'comfyui' };
  const prompts = { 'k0>k1': 'dawn', 'k1>k2': 'noon', 'k2>k3': 'dusk' };
  const segments = Object.entries(prompts).map(([key, prompt]) => [key, { ...plainSegment, prompt }]);
  return { ...film, segments: Object.fromEntries(segments) };
}

async function render(project: Project, engine: Engine, options: RenderOptions = {}) {
  const studio = await openStudio(dir);
  const order = studio.order(project, engine, planFilm(project, await engine.profile()));
  const events: RenderEvent[] = [];
  const report = await studio.runner.render(order, { ...options, events: (event) => events.push(event) });
  const open = await studio.runner.open(order);
  const frames: Uint8Array[] = [];
  for await (const { frame } of open.frames(report.results, 'placeholder')) {
    frames.push(frame.data);
  }
  return { report, events, frames, plan: order.plan };
}

describe('a film', () => {
  test('is whole, with its keyframes pixel for pixel, and is not made twice', async () => {
    const server = await fake();
    const project = threeBatches();
    const { report, frames } = await render(project, await engineFor([server]));
    expect(report).toMatchObject({ state: 'done', lost: 0, made: 3 });
    expect(frames).toHaveLength(25);
    for (const { frame, asset } of project.keyframes) {
      expect(Buffer.from(frames[frame] ?? []).equals(pictureOf(asset, project.size).data)).toBe(true);
    }
    const again = await render(project, await engineFor([server]));
    expect(again.report).toMatchObject({ kept: 3, made: 0 });
    expect(server.prompts).toHaveLength(3);
  });

  test('gives the server the guide and the mask the editor shows', async () => {
    const server = await fake();
    const project = threeBatches();
    const engine = await engineFor([server]);
    const studio = await openStudio(dir);
    const order = studio.order(project, engine, planFilm(project, await engine.profile()));
    const open = await studio.runner.open(order);
    await studio.runner.render(order);
    for (const { index, generated } of order.plan.batches) {
      const received = server.received[index];
      expect(received?.guide).toHaveLength(generated);
      expect(received?.mask).toHaveLength(generated);
      for (let at = 0; at < generated; at++) {
        const sent = await pngCodec.decode(received?.guide[at] ?? new Uint8Array());
        const shown = await open.guideFrame(index, at);
        expect(Buffer.from(sent.data).equals(shown.data), `batch ${String(index)} frame ${String(at)}`).toBe(
          true,
        );
      }
    }
  });

  test('of which one batch is refused keeps the others and names the loss', async () => {
    const server = await fake();
    const project = threeBatches();
    const lora = { ...plainSegment, prompt: 'noon', loras: [{ name: 'not-there', weight: 1 }] };
    const broken = { ...project, segments: { ...project.segments, 'k1>k2': lora } };
    const { report, events, frames } = await render(broken, await engineFor([server]));
    expect(report).toMatchObject({ state: 'failed', lost: 7 });
    expect(frames).toHaveLength(25);
    const failed = events.filter((event) => event.event === 'failed');
    expect(failed).toMatchObject([
      { segment: 'k1>k2', frames: 7, reason: expect.stringContaining('not-there') },
    ]);
    expect(server.prompts).toHaveLength(2);
  });

  test.each<[string, Partial<FakeOptions>]>([
    ['a silent socket', { socket: 'silent' }],
    ['a server of the old kind', { age: 'old', previews: 'plain' }],
    ['memory that runs out once while decoding', { trouble: at('VAEDecode', 'torch.OutOfMemoryError') }],
    ['a machine that fails once', { trouble: at('KSampler', 'OSError') }],
    ['a server that dies once while sampling', { trouble: { ...at('KSampler', ''), error: null, dies: 50 } }],
    [
      'a huge word about memory while decoding',
      { trouble: { ...at('VAEDecode', 'torch.OutOfMemoryError'), baggage: 20_000_000 } },
    ],
  ])('comes out whole with %s', async (_, options) => {
    const server = await fake(options);
    const { report, frames } = await render(threeBatches(), await engineFor([server]));
    expect(report).toMatchObject({ state: 'done', lost: 0 });
    expect(frames).toHaveLength(25);
  });

  test('whose long batch runs out of memory is made in halves', async () => {
    const server = await fake({ trouble: at('KSampler', 'torch.OutOfMemoryError') });
    const project = { ...filmOf([0, 8, 16]), size: { width: 48, height: 32 }, engine: 'comfyui' };
    const { report, events } = await render(project, await engineFor([server]));
    expect(report).toMatchObject({ state: 'done', lost: 0 });
    expect(events.some(({ event }) => event === 'split')).toBe(true);
    expect(server.received.map(({ length }) => length)).toEqual([17, 9, 9]);
  });

  test('of servers that give too few frames is all lost, and every segment says so', async () => {
    const server = await fake({ framesLost: 2 });
    const { report, events } = await render(threeBatches(), await engineFor([server]));
    expect(report).toMatchObject({ state: 'failed', lost: 21 });
    const failed = events.filter((event) => event.event === 'failed');
    expect(failed.map(({ segment }) => segment).sort()).toEqual(['k0>k1', 'k1>k2', 'k2>k3']);
    expect(failed.every(({ reason }) => reason.includes('7 frames instead of 9'))).toBe(true);
  });

  test('spreads over a pool, one of which goes away for good in the middle', async () => {
    const [steady, leaving] = [await fake({ stepTime: 10 }), await fake({ stepTime: 30 })];
    const engine = await engineFor([leaving, steady], {}, { pace: { poll: 20, comeback: 100, probe: 50 } });
    const project = threeBatches();
    const rendering = render(project, engine);
    while (leaving.running === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await leaving.die();
    const { report, frames } = await rendering;
    expect(report).toMatchObject({ state: 'done', lost: 0 });
    expect(frames).toHaveLength(25);
    expect(steady.prompts.length).toBeGreaterThanOrEqual(3);
  });

  test('that is cancelled leaves nothing in the queue and keeps what is finished', async () => {
    const server = await fake({ stepTime: 60 });
    const cancel = new AbortController();
    const rendering = render(threeBatches(), await engineFor([server]), { signal: cancel.signal });
    while (server.prompts.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    cancel.abort();
    const { report } = await rendering;
    expect(report.state).toBe('cancelled');
    expect(server.pending).toEqual([]);
    const later = await render(threeBatches(), await engineFor([server]));
    expect(later.report).toMatchObject({ state: 'done', lost: 0, kept: 1 });
  });
});

function at(nodeClass: string, type: string) {
  return { at: nodeClass, times: 1, error: { type, message: 'it failed' }, dies: 'no' as const, baggage: 0 };
}
