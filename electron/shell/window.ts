import { BrowserWindow, session, shell } from 'electron';

export const origin = 'entracte://app';

/** Every web preference that keeps the page a page: asserted by a test. */
export const lockedDown = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
} as const;

/** The one window. It shows our own page and nothing else; links open in the person's browser. */
export async function openWindow(preload: string, icon: string): Promise<BrowserWindow> {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === 'clipboard-read' || permission === 'fullscreen');
  });
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: '#131211',
    icon,
    webPreferences: { ...lockedDown, preload },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) {
      void shell.openExternal(url);
    }
    return { action: 'deny' };
  });
  window.webContents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${origin}/`)) {
      event.preventDefault();
    }
  });
  await window.loadURL(`${origin}/`).catch((error: unknown) => {
    // Closed before it was loaded: a person who quits at once has done nothing wrong.
    if (!window.isDestroyed()) {
      throw error;
    }
  });
  return window;
}
