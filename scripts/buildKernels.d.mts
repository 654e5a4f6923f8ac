export function buildKernels(options?: { force?: boolean }): Promise<string>;
