import type { Relation } from '../interpolation/index.ts';
import type { ModelSpec } from './models.ts';
import type { Call } from './protocol.ts';

/** Pictures are rgba with straight alpha, width*height*4. */
export interface BetweenInput {
  /** The file of compiled kernels: dist/kernels/interpolation.wasm. */
  readonly kernels: string;
  readonly width: number;
  readonly height: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** 0..1, in the order the frames are wanted. */
  readonly times: readonly number[];
}

/** First what the pictures have to do with each other, then one frame for each time. */
export type BetweenItem =
  | { readonly kind: 'pair'; readonly relation: Relation; readonly consistency: number }
  | { readonly kind: 'frame'; readonly index: number; readonly data: Uint8Array };

export const between: Call<BetweenInput, BetweenItem, null> = { name: 'between' };

export interface PushInInput {
  readonly width: number;
  readonly height: number;
  readonly picture: Uint8Array;
  /** How much larger the middle of the picture is shown: 1 is the picture itself. */
  readonly scales: readonly number[];
}

export type PushInItem = { readonly index: number; readonly data: Uint8Array };

export const pushIn: Call<PushInInput, PushInItem, null> = { name: 'push-in' };

export interface Tensor {
  readonly type: 'float32' | 'uint8' | 'int64';
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint8Array | BigInt64Array;
}

export interface ModelInput {
  readonly model: ModelSpec;
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Execution providers in the order they are tried; null for this platform's, fastest first. */
  readonly providers: readonly string[] | null;
}

export interface ModelOutput {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The execution provider in use. */
  readonly provider: string;
  /** Those that were tried before it, and why they could not be used. */
  readonly passed: readonly { readonly provider: string; readonly why: string }[];
}

export const runModel: Call<ModelInput, never, ModelOutput> = { name: 'model' };

/** A super-resolution network, as its manifest says (shared/upscale/schema.ts); `path` is its file. */
export interface UpscaleModel {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly scale: number;
  readonly layout: 'rgba' | 'nchw' | 'nhwc';
  readonly range: 1 | 255;
  readonly multiple: number;
  /** The one side it takes, or null when it takes any. */
  readonly tile: number | null;
  /** How far it looks around a pixel. */
  readonly margin: number;
}

export interface UpscaleInput {
  readonly model: UpscaleModel;
  readonly width: number;
  readonly height: number;
  /** rgba, width*height*4 each. */
  readonly pictures: readonly Uint8Array[];
  /** The largest piece computed at once; null for the whole picture. */
  readonly tile: { readonly width: number; readonly height: number } | null;
  /** How often it is applied: twice makes four times of a network that makes two. */
  readonly passes: number;
  /** Pictures computed in one run, where that is quicker. */
  readonly together: number;
  /** Of the processor, where it computes; null for as many as it has cores. */
  readonly threads: number | null;
  readonly providers: readonly string[] | null;
}

/** In the order of the pictures; rgba, as many times as large as the model's scale to the power of the passes. */
export type UpscaleItem = { readonly index: number; readonly data: Uint8Array };

export const upscale: Call<UpscaleInput, UpscaleItem, { readonly provider: string }> = { name: 'upscale' };
