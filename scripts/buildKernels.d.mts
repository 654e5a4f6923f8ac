export function buildKernels(options?: {
  force?: boolean;
  room?: 'interpolation' | 'analysis';
}): Promise<string>;
