import { RPCHandler } from '@orpc/server/message-port';
import { app, BrowserWindow, ipcMain, protocol, utilityProcess } from 'electron';
import os from 'node:os';
import path from 'node:path';
import { utilityChild } from '../inference/utilityChild.ts';
import { createRouter } from '../router.ts';
import { foldersFor } from '../services/folders.ts';
import { openLog } from '../services/log.ts';
import { createServices } from '../services/services.ts';
import { systemDialogs } from './dialogs.ts';
import { systemCipher } from './cipher.ts';
import { setMenu } from './menu.ts';
import { openWindow, origin } from './window.ts';

const built = path.join(app.getAppPath(), 'dist');
const resources = app.isPackaged
  ? path.join(process.resourcesPath, 'resources')
  : path.join(app.getAppPath(), 'resources');

// Fetch, streams and media elements must work on our scheme as they do on http.
protocol.registerSchemesAsPrivileged([
  {
    scheme: 'entracte',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
  },
]);

async function start(): Promise<void> {
  const folders = foldersFor(process.env.ENTRACTE_HOME ?? null);
  const services = await createServices({
    folders,
    built,
    resources,
    version: app.getVersion(),
    ffmpeg: process.env.FFMPEG_PATH ?? null,
    searchPath: process.env.PATH ?? '',
    spawnChild: utilityChild((script) => utilityProcess.fork(script, [], { stdio: 'pipe' })),
    home: os.homedir(),
    log: openLog(folders.log),
    dialogs: systemDialogs,
    cipher: systemCipher(),
    token: null,
  });
  await services.jobs.recover();
  protocol.handle('entracte', (request) => services.media(request));
  const router = new RPCHandler(createRouter(services));
  ipcMain.on('entracte:port', (event) => {
    const [port] = event.ports;
    if (port !== undefined && event.senderFrame?.url.startsWith(`${origin}/`) === true) {
      router.upgrade(port);
      port.start();
    }
  });
  setMenu(process.platform, app.isPackaged);
  const window = await openWindow(
    path.join(built, 'node', 'preload.cjs'),
    path.join(resources, 'icons', 'icon.png'),
  );

  const isBusy = () => services.jobs.list().some(({ ended }) => ended === null);
  let isLeaving = false;
  const leave = async () => {
    isLeaving = true;
    await services.close();
    app.exit(0);
  };
  window.on('close', (event) => {
    if (!isLeaving) {
      event.preventDefault();
      void (async () => {
        if (!isBusy() || (await systemDialogs.confirmLeaving(window))) {
          await leave();
        }
      })();
    }
  });
  app.on('before-quit', (event) => {
    if (!isLeaving) {
      event.preventDefault();
      window.close();
    }
  });
}

// A second copy would save over the first one's drafts: it shows the first instead.
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    window?.show();
    window?.focus();
  });
  void app.whenReady().then(start);
} else {
  app.quit();
}
