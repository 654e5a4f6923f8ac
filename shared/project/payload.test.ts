import { describe, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { planFilm } from '../planner/plan.ts';
import { wanProfile } from '../planner/profiles.ts';
import { projectFromPayload } from './payload.ts';
import { projectSchema } from './schema.ts';

const payload = {
  segment_frames_expanded: [25, 29, 25],
  frame_overlap_expanded: [4, 4],
  base_prompts_expanded: ['', '', ''],
  negative_prompts_expanded: ['blur', 'blur', 'blur'],
  additional_loras: { 'style.safetensors': 0.8 },
};

const faultOf = (json: unknown): Fault => {
  try {
    projectFromPayload(json);
  } catch (error) {
    if (error instanceof Fault) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was wrong with it');
};

describe('an older payload', () => {
  it('becomes a project with the same keyframes, and one batch', () => {
    const { project } = projectFromPayload(payload);
    expect(projectSchema.parse(project)).toEqual(project);
    expect(project.keyframes.map(({ frame }) => frame)).toEqual([0, 24, 49, 70]);
    const { batches, savings } = planFilm(project, wanProfile);
    expect(savings).toEqual({ separate: 3, batched: 1, factor: 3 });
    expect(batches[0]?.parameters).toMatchObject({
      prompt: '',
      negative: 'blur',
      loras: [{ name: 'style.safetensors', weight: 0.8 }],
    });
  });

  it('is cut where its prompts differ', () => {
    const { project } = projectFromPayload({ ...payload, base_prompts_expanded: ['a', 'b', 'b'] });
    const cuts = planFilm(project, wanProfile).batches.map(({ cut }) => cut);
    expect(cuts).toEqual([{ reason: 'parameters', detail: 'prompt' }, null]);
  });

  it('is read from its job too, with size, seed and pictures', () => {
    const { project, images } = projectFromPayload({
      orchestrator_details: {
        ...payload,
        base_prompt: 'sea',
        parsed_resolution_wh: '640x368',
        fps_helpers: 24,
        seed_base: 7,
        input_image_paths_resolved: ['a.png', 'b.png', 'c.png', 'd.png'],
      },
    });
    expect(project).toMatchObject({ size: { width: 640, height: 368 }, fps: { num: 24, den: 1 } });
    expect(project.defaults).toMatchObject({ prompt: 'sea', seed: 7 });
    expect(images).toHaveLength(4);
  });

  it.each([
    ['no object', 'a', /^The payload is not a JSON object/],
    ['no segments', {}, /segment_frames_expanded cannot be read/],
    ['too few prompts', { ...payload, base_prompts_expanded: ['a'] }, /^base_prompts_expanded has 1 entries/],
    [
      'too few negatives',
      { ...payload, negative_prompts_expanded: ['a', 'b'] },
      /^negative_prompts_expanded has 2/,
    ],
    ['too few overlaps', { ...payload, frame_overlap_expanded: [4] }, /^frame_overlap_expanded: 1 for 3/],
    [
      'too long an overlap',
      { ...payload, frame_overlap_expanded: [4, 25] },
      /^frame_overlap_expanded\[1\] is 25/,
    ],
    ['a billion frames', { segment_frames_expanded: [1e9] }, /^segment_frames_expanded\[0\] is 1000000000/],
    ['half a frame', { segment_frames_expanded: [2.5] }, /^segment_frames_expanded\[0\] is 2\.5/],
    ['an impossible size', { ...payload, parsed_resolution_wh: '7' }, /^parsed_resolution_wh is 7/],
    [
      'too few pictures',
      { ...payload, input_image_paths_resolved: ['a'] },
      /^input_image_paths_resolved has 1/,
    ],
  ])('with %s names the field and the remedy', (_, json, message) => {
    const fault = faultOf(json);
    expect(fault.code).toBe('bad-input');
    expect(fault.message).toMatch(message);
    expect(fault.remedy).toMatch(/^Give|^Correct/);
  });
});
