import { buildKernels } from '../../../scripts/buildKernels.mjs';
import { openEye, type Eye } from '../look.ts';

/** The eye as the program has it. */
export const testEye = async (): Promise<Eye> => openEye(await buildKernels({ room: 'analysis' }));
