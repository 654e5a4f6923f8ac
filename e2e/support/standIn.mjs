// A stand-in for Electron where its binary cannot be had: the real main and preload bundles run in Node, and each
// BrowserWindow is a page of a real Chromium. It proves wiring; sandboxing, menus and packaging need the real one.
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';

/** The page lives on this origin instead of entracte://app, since a plain Chromium knows no scheme of ours. */
const pageOrigin = 'http://app.localhost';
const ourOrigin = 'entracte://app';

let browser;
const windows = [];
const schemes = new Map();
/** What main asked of Electron, for tests to look at. */
const asked = { windows: [], schemes: [], menus: [], permissions: [] };

class App extends EventEmitter {
  isPackaged = false;
  #ready = chromium
    .launch({
      executablePath: process.env.CHROMIUM_PATH,
      args: ['--no-sandbox', `--remote-debugging-port=${process.env.STANDIN_DEBUG_PORT}`],
    })
    .then((launched) => {
      browser = launched;
    });
  whenReady = () => this.#ready;
  getPath = (name) => path.join(process.env.ENTRACTE_HOME, name);
  getAppPath = () => process.cwd();
  getVersion = () => '0.0.0-stand-in';
  requestSingleInstanceLock = () => true;
  quit() {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) {
      this.exit(0);
    }
  }
  exit(code) {
    void browser.close().then(() => process.exit(code));
  }
}
export const app = new App();

/** Main's end of a port whose other end is in the page. */
class PortMain extends EventEmitter {
  #queue = [];
  #started = false;
  constructor(page, id) {
    super();
    this.page = page;
    this.id = id;
  }
  postMessage(data) {
    void this.page.evaluate(([id, value]) => globalThis.__portIn(id, value), [this.id, data]).catch(() => {});
  }
  receive(data) {
    if (this.#started) {
      this.emit('message', { data });
    } else {
      this.#queue.push(data);
    }
  }
  start() {
    this.#started = true;
    this.#queue.splice(0).forEach((data) => this.emit('message', { data }));
  }
}

export const ipcMain = new EventEmitter();

/** What a sandboxed preload can reach. Ports cannot cross to Node, so their messages do. */
const prelude = `(() => {
  const ports = new Map();
  globalThis.__portIn = (id, data) => ports.get(id)?.postMessage(data);
  const electron = {
    contextBridge: { exposeInMainWorld: (key, value) => { globalThis[key] = value; } },
    ipcRenderer: { postMessage: (channel, message, [port]) => {
      const id = String(ports.size);
      ports.set(id, port);
      port.onmessage = ({ data }) => globalThis.__portOut(id, data);
      globalThis.__postMessage(channel, message, id);
    } },
  };
  const module = { exports: {} };
  const exports = module.exports;
  const process = { platform: 'linux' };
  const require = (name) => {
    if (name === 'electron') return electron;
    throw new Error('a sandboxed preload cannot require ' + name);
  };
`;

export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => windows;
  constructor(options) {
    super();
    this.options = options;
    asked.windows.push(options);
    windows.push(this);
    this.webContents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (open) => (this.open = open),
    });
  }
  async loadURL(url) {
    const { width, height } = this.options;
    this.page = await browser.newPage({ viewport: { width, height } });
    await this.page.route(`${pageOrigin}/**`, (route) => this.#answer(route));
    const ports = new Map();
    await this.page.exposeFunction('__portOut', (id, data) => ports.get(id)?.receive(data));
    await this.page.exposeFunction('__postMessage', (channel, _message, id) => {
      ports.set(id, new PortMain(this.page, id));
      ipcMain.emit(channel, { ports: [ports.get(id)], senderFrame: { url: `${ourOrigin}/` } });
    });
    const preload = readFileSync(this.options.webPreferences.preload, 'utf8');
    await this.page.addInitScript(`${prelude}${preload}\n})();`);
    this.page.on('close', () => {
      windows.splice(windows.indexOf(this), 1);
      this.emit('closed');
    });
    await this.page.goto(url.replace(ourOrigin, pageOrigin));
    this.emit('ready-to-show');
  }
  async #answer(route) {
    const request = route.request();
    const url = request.url().replace(pageOrigin, ourOrigin);
    const body = request.postDataBuffer();
    const headers = { ...request.headers(), origin: ourOrigin };
    try {
      const answer = await schemes.get('entracte')(
        new Request(url, { method: request.method(), headers, body }),
      );
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    } catch (error) {
      await route.fulfill({ status: 500, body: String(error) }).catch(() => {});
    }
  }
  show() {}
  focus() {}
  isDestroyed() {
    return this.page?.isClosed() ?? true;
  }
  close() {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    return prevented ? undefined : this.page.close();
  }
}

export const protocol = {
  registerSchemesAsPrivileged: (list) => asked.schemes.push(...list),
  handle: (scheme, answer) => schemes.set(scheme, answer),
};
export const session = {
  defaultSession: { setPermissionRequestHandler: (handler) => asked.permissions.push(handler) },
};
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (menu) => asked.menus.push(menu),
};
export const safeStorage = { isEncryptionAvailable: () => false };
export const shell = { openExternal: async () => {}, showItemInFolder() {} };

/** Answers to dialogs, one JSON array a kind in STANDIN_ANSWERS; a dialog nobody answers is closed. */
const answers = JSON.parse(process.env.STANDIN_ANSWERS ?? '{}');
const next = (kind, closed) => answers[kind]?.shift() ?? closed;
export const dialog = {
  showOpenDialog: async () => next('open', { canceled: true, filePaths: [] }),
  showSaveDialog: async () => next('save', { canceled: true, filePath: '' }),
  showMessageBox: async () => next('message', { response: 0 }),
};
export const utilityProcess = {
  fork(script, args = []) {
    const child = fork(script, args, { serialization: 'advanced' });
    return Object.assign(child, { postMessage: (message) => child.send(message) });
  },
};

/** Tests ask over the process channel what main asked of Electron. */
process.on('message', (message) => {
  if (message === 'asked') {
    process.send(JSON.parse(JSON.stringify(asked)));
  } else if (message === 'quit') {
    app.quit();
  }
});

export default {
  app,
  ipcMain,
  BrowserWindow,
  protocol,
  session,
  Menu,
  shell,
  safeStorage,
  dialog,
  utilityProcess,
};
