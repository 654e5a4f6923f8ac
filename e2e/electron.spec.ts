import { expect, test } from '@playwright/test';
import { _electron, chromium, type Browser } from 'playwright';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** What main asked of Electron: see support/standIn.mjs. */
interface Asked {
  readonly windows: readonly { readonly webPreferences: Readonly<Record<string, unknown>> }[];
  readonly schemes: readonly {
    readonly scheme: string;
    readonly privileges: Readonly<Record<string, boolean>>;
  }[];
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

test.describe('the real main and preload, on a stand-in for Electron', () => {
  let home: string;
  let main: ChildProcess;
  let browser: Browser;

  test.beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'entracte-shell-'));
    const port = await freePort();
    main = fork('dist/node/main.js', [], {
      execArgv: ['--import', './e2e/support/useStandIn.mjs'],
      env: { ...process.env, ENTRACTE_HOME: home, STANDIN_DEBUG_PORT: String(port) },
    });
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${String(port)}/json`).catch(() => null))?.ok ?? false)
      .toBe(true);
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(port)}`);
  });

  test.afterEach(async () => {
    await browser.close();
    main.kill('SIGKILL');
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  const editor = async () => {
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    const ours = () => pages().find((page) => page.url().startsWith('http://app.localhost'));
    await expect.poll(ours).toBeTruthy();
    const page = ours();
    if (page === undefined) {
      throw new Error('the window closed');
    }
    return page;
  };

  test('the window opens on the editor and speaks the contract over a port', async () => {
    const page = await editor();
    await expect(page.getByTestId('lanes')).toBeVisible();
    await expect(page.getByTestId('keyframe').first()).toBeVisible();
    await page.screenshot({ path: 'e2e/screens/electron-standin.png' });
  });

  test('the page is locked down', async () => {
    const page = await editor();
    const reachable = await page.evaluate(() =>
      ['require', 'process', 'ipcRenderer'].filter((name) => name in globalThis),
    );
    expect(reachable).toEqual([]);
    const asked = await new Promise<Asked>((resolve) => {
      main.once('message', (message) => {
        resolve(message as Asked);
      });
      main.send('asked');
    });
    expect(asked.windows).toHaveLength(1);
    expect(asked.windows[0]?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(asked.schemes.map(({ scheme }) => scheme)).toEqual(['entracte']);
    expect(asked.schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
  });

  test('quitting leaves no process of ours', async () => {
    const page = await editor();
    await expect(page.getByTestId('lanes')).toBeVisible();
    const gone = new Promise((resolve) => main.once('exit', resolve));
    main.send('quit');
    expect(await gone).toBe(0);
  });
});

const electronBinary = existsSync('node_modules/electron/path.txt');
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

test('the editor in the real Electron', async () => {
  const reason = electronBinary ? 'there is no display' : "Electron's binary could not be downloaded";
  if (!electronBinary || !hasDisplay) {
    console.log(`    skipped: ${reason}`);
  }
  test.skip(!electronBinary || !hasDisplay, reason);
  const home = await mkdtemp(path.join(os.tmpdir(), 'entracte-electron-'));
  const app = await _electron.launch({
    args: ['.'],
    env: { ...process.env, ENTRACTE_HOME: home } as Record<string, string>,
  });
  const page = await app.firstWindow();
  await expect(page.getByTestId('lanes')).toBeVisible();
  const reachable = await page.evaluate(() => ['require', 'process'].filter((name) => name in globalThis));
  expect(reachable).toEqual([]);
  await app.close();
  await rm(home, { recursive: true, force: true });
});
