import { z } from 'zod';
import { assetSchema } from '../project/schema.ts';

/** What the program answers when a file was taken in; `id` is the key of `project.assets`. */
export const importedAssetSchema = z.object({ id: z.string(), asset: assetSchema });

export type ImportedAsset = z.infer<typeof importedAssetSchema>;
