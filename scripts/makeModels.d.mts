/** The bytes of each .onnx file and the text of the manifest, by file name. */
export function makeModels(): Readonly<Record<string, Uint8Array | string>>;
