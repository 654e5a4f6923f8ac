import sharp from 'sharp';
import type { FakeOptions } from './options.ts';

/** The binary messages of one step: 1 is a bare preview, 4 one that says whose it is, 3 a text; others come up. */
export async function previewsOf(
  kind: FakeOptions['previews'],
  node: string,
  prompt_id: string,
  /** What the client said it understands. */
  flags: string,
): Promise<readonly Uint8Array[]> {
  const create = { width: 16, height: 16, channels: 3, background: '#c04020' } as const;
  const jpeg = () => sharp({ create }).jpeg().toBuffer();
  switch (kind) {
    case 'none':
      return [];
    case 'plain':
      return [Buffer.concat([u32(1), u32(1), await jpeg()])];
    case 'withMetadata': {
      const about = Buffer.from(JSON.stringify({ node_id: node, prompt_id, image_type: 'image/jpeg' }));
      return flags.includes('supports_preview_metadata')
        ? [Buffer.concat([u32(4), u32(about.length), about, await jpeg()])]
        : [];
    }
    case 'odd': {
      const text = Buffer.from('progress text');
      return [
        Buffer.concat([u32(3), u32(node.length), Buffer.from(node), text]),
        Buffer.concat([u32(77), text]),
        Buffer.from([0, 0]),
        Buffer.concat([u32(4), u32(4_000_000_000), text]),
      ];
    }
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
