// The part of WebAssembly that is used here: neither ES2023 nor @types/node 20 declares it, and electron/ has no DOM.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer | SharedArrayBuffer;
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function instantiate(bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly instance: Instance }>;
}
