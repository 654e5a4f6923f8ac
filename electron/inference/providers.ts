/** ONNX Runtime's execution providers worth trying on a platform, fastest first; the last works everywhere. */
export function providersFor(platform: string): readonly string[] {
  switch (platform) {
    case 'win32':
      return ['cuda', 'dml', 'webgpu', 'cpu'];
    case 'darwin':
      return ['coreml', 'webgpu', 'cpu'];
    default:
      return ['cuda', 'webgpu', 'cpu'];
  }
}
