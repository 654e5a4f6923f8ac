import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ownModelSchema } from './ownModel.ts';

/** A file is added by POST to mediaRoutes.model, which answers an OwnModel or a FaultData with status 400. */
export const ownModelsContract = {
  list: oc.output(z.array(ownModelSchema)),
  /** Tries one again: on another machine or with another device it may be fed in another way. */
  test: oc.input(z.object({ name: z.string() })).output(ownModelSchema),
  remove: oc.input(z.object({ name: z.string() })).output(z.void()),
};
