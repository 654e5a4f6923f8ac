import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { UpscaleModelInfo } from '../../shared/upscale/schema.ts';
import { embeddedModel, readUpscaleModel, type LoadedModel } from '../upscale/model.ts';

/** The networks there are to choose from. */
export interface UpscaleModels {
  /** By an id of `list`, or the path of a manifest. Faults: those of `readUpscaleModel`. */
  read(model: string): Promise<LoadedModel>;
  /** The one that comes with the program first; what cannot be read is left out. */
  list(): Promise<UpscaleModelInfo[]>;
}

/** `embedded`: the folder of the program's own (dist/models); `own`: the person's, manifests beside ONNX files. */
export function createUpscaleModels(embedded: string, own: string): UpscaleModels {
  const manifestOf = (model: string) =>
    model === embeddedModel
      ? path.join(embedded, `${model}.json`)
      : path.isAbsolute(model)
        ? model
        : path.join(own, `${path.basename(model)}.json`);
  const read = (model: string) => readUpscaleModel(manifestOf(model));
  return {
    read,
    list: async () => {
      const names = await readdir(own).catch(() => []);
      const ids = [
        embeddedModel,
        ...names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)),
      ];
      const found = await Promise.all(
        ids.map(async (id) => {
          const model = await read(id).catch(() => null);
          return model === null ? [] : [{ id, label: model.name, scales: [model.scale, model.scale ** 2] }];
        }),
      );
      return found.flat();
    },
  };
}
