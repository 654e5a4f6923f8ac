import { Hono } from 'hono';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import type { OwnModel } from '../../shared/engines/ownModel.ts';
import { faultData } from '../../shared/fault.ts';
import type { ImportedAsset } from '../../shared/media/imported.ts';
import type { SoundShape } from '../../shared/media/sound.ts';
import { roughSchema, type Rough } from '../../shared/media/rough.ts';
import { fileResponse } from './fileResponse.ts';
import { pageHeaders, screenFile } from './screenFiles.ts';

/** A picture ready to be shown: encoded bytes and their media type. */
export interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Where media come from; null means there is none of that name. `side`: longest side in pixels, null for full size. */
export interface MediaSources {
  readonly screen: string;
  readonly asset: (project: string, asset: string, side: number | null) => Promise<Picture | null>;
  readonly guide: (
    prepared: string,
    batch: number,
    at: number,
    side: number | null,
  ) => Promise<Picture | null>;
  readonly film: (prepared: string, frame: number, side: number | null) => Promise<Picture | null>;
  /** `signal` is aborted when it is no longer wanted. */
  readonly rough: (project: string, rough: Rough, signal: AbortSignal) => Promise<Picture | null>;
  readonly preview: (id: string) => Promise<Picture | null>;
  readonly caption: (prepared: string, state: number, side: number | null) => Promise<Picture | null>;
  /** The frame of a video shown from `seconds` on. */
  readonly videoFrame: (
    project: string,
    asset: string,
    seconds: number,
    side: number | null,
  ) => Promise<Picture | null>;
  readonly resultFrame: (media: string, seconds: number, side: number | null) => Promise<Picture | null>;
  /** The place of a file of the project, to be heard or seen as it is. */
  readonly file: (project: string, asset: string) => Promise<string | null>;
  readonly sound: (project: string, asset: string) => Promise<SoundShape | null>;
  /** The place of a finished file. */
  readonly result: (media: string) => { readonly file: string; readonly name: string } | null;
  readonly importAsset: (project: string, name: string, bytes: Readable) => Promise<ImportedAsset>;
  readonly importModel: (name: string, bytes: Readable, signal: AbortSignal) => Promise<OwnModel>;
}

export type MediaHandler = (request: Request) => Promise<Response>;

const whole = (text: string | undefined): number =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : NaN;

const sideOf = (text: string | undefined): number | null => {
  const side = whole(text);
  return Number.isNaN(side) ? null : Math.min(Math.max(side, 16), 4096);
};

const secondsOf = (text: string): number => (/^\d{1,7}(\.\d{1,4})?$/.test(text) ? Number(text) : NaN);

function show(picture: Picture | null, caching: string): Response {
  if (picture === null) {
    return notFound();
  }
  const headers = { ...pageHeaders, 'content-type': picture.type, 'cache-control': caching };
  return new Response(picture.bytes as Uint8Array<ArrayBuffer>, { headers });
}

const notFound = (): Response => new Response('not found', { status: 404, headers: pageHeaders });

const attachment = (name: string) => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;

const bytesOf = ({ body }: Request): Readable =>
  body === null ? Readable.from([]) : Readable.fromWeb(body as NodeStream);

/** The one handler that serves the screen and every picture and film, in Electron and in a browser alike. */
export function createMediaHandler(sources: MediaSources): MediaHandler {
  const app = new Hono();
  // An asset is named by its content, so what is shown for it never changes.
  const forever = 'private, max-age=31536000, immutable';
  app.get('/media/asset/:project/:asset', async ({ req }) =>
    show(await sources.asset(req.param('project'), req.param('asset'), sideOf(req.query('side'))), forever),
  );
  app.get('/media/guide/:prepared/:batch/:at', async ({ req }) => {
    const [batch, at] = [whole(req.param('batch')), whole(req.param('at'))];
    const picture = await sources.guide(req.param('prepared'), batch, at, sideOf(req.query('side')));
    return show(picture, 'private, max-age=600');
  });
  app.get('/media/film/:prepared/:frame', async ({ req }) => {
    const frame = whole(req.param('frame'));
    return show(await sources.film(req.param('prepared'), frame, sideOf(req.query('side'))), 'no-store');
  });
  app.get('/media/rough/:project', async ({ req }) => {
    const rough = roughSchema.parse(JSON.parse(req.query('of') ?? ''));
    const picture = await sources.rough(req.param('project'), rough, req.raw.signal);
    // Another model may take a model's name.
    return show(picture, rough.model === null ? forever : 'no-store');
  });
  app.get('/media/preview/:id', async ({ req }) => show(await sources.preview(req.param('id')), 'no-store'));
  app.get('/media/caption/:prepared/:state', async ({ req }) => {
    const state = whole(req.param('state'));
    const side = sideOf(req.query('side'));
    return show(await sources.caption(req.param('prepared'), state, side), 'private, max-age=600');
  });
  app.get('/media/video-frame/:project/:asset/:seconds', async ({ req }) => {
    const seconds = secondsOf(req.param('seconds'));
    return Number.isNaN(seconds)
      ? notFound()
      : show(
          await sources.videoFrame(
            req.param('project'),
            req.param('asset'),
            seconds,
            sideOf(req.query('side')),
          ),
          forever,
        );
  });
  app.get('/media/result-frame/:id/:seconds', async ({ req }) => {
    const seconds = secondsOf(req.param('seconds'));
    return Number.isNaN(seconds)
      ? notFound()
      : show(await sources.resultFrame(req.param('id'), seconds, sideOf(req.query('side'))), 'no-store');
  });
  app.get('/media/file/:project/:asset', async ({ req }) => {
    const file = await sources.file(req.param('project'), req.param('asset'));
    return file === null
      ? notFound()
      : fileResponse(req.raw, file, { ...pageHeaders, 'cache-control': forever });
  });
  app.get('/media/sound/:project/:asset', async ({ req }) => {
    const shape = await sources.sound(req.param('project'), req.param('asset'));
    return shape === null
      ? notFound()
      : Response.json(shape, { headers: { ...pageHeaders, 'cache-control': forever } });
  });
  app.get('/media/result/:id', ({ req }) => {
    const result = sources.result(req.param('id'));
    if (result === null) {
      return notFound();
    }
    const download: Record<string, string> =
      req.query('download') === undefined ? {} : { 'content-disposition': attachment(result.name) };
    return fileResponse(req.raw, result.file, { ...pageHeaders, ...download, 'cache-control': 'no-store' });
  });
  app.post('/media/import/:project', async ({ req }) => {
    const bytes = bytesOf(req.raw);
    const imported = await sources.importAsset(req.param('project'), req.query('name') ?? 'file', bytes);
    return Response.json(imported, { headers: pageHeaders });
  });
  app.post('/media/model', async ({ req }) => {
    const { raw } = req;
    const model = await sources.importModel(req.query('name') ?? 'model', bytesOf(raw), raw.signal);
    return Response.json(model, { headers: pageHeaders });
  });
  app.all('/media/*', notFound);
  app.get('*', ({ req }) => screenFile(req.raw, sources.screen, new URL(req.url).pathname));
  app.onError((error) => Response.json(faultData(error), { status: 400, headers: pageHeaders }));
  return async (request) => app.fetch(request);
}
