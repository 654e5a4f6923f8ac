/** Writes dist/models/esrgan-slim-2x.onnx and its manifest; answers the manifest's path. */
export function buildUpscaler(folder?: string): Promise<string>;
/** The folder of the original network: model.json and its weights. */
export function originalFolder(): string;
