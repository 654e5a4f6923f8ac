import { test as base, expect, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The program as a person starts it: a process of its own, with a home of its own. */
export interface Program {
  readonly url: string;
  readonly home: string;
  readonly process: ChildProcess;
  /** As a power cut would: no chance to tidy up. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
    } else {
      child.once('exit', () => {
        resolve();
      });
    }
  });

export async function startProgram(home: string, port = 0): Promise<Program> {
  const child = spawn(process.execPath, ['dist/node/cli.js', 'serve', '--port', String(port), '--json'], {
    env: { ...process.env, ENTRACTE_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve((JSON.parse(line) as { url: string }).url);
    });
    child.once('exit', (code) => {
      reject(new Error(`the program ended with ${String(code)} before it served`));
    });
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended(child);
  };
  return { url, home, process: child, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

interface Fixtures {
  home: string;
  program: Program;
  /** The editor, open and ready. */
  editor: Page;
  /** Keeps a picture of a state for people to look at: e2e/screens/NAME.png. */
  keep: (name: string) => Promise<void>;
}

/** Every test has a program and a home of its own; what the page reports as an error fails the test. */
export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'entracte-e2e-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  },
  program: async ({ home }, use) => {
    const program = await startProgram(home);
    await use(program);
    await program.stop();
  },
  editor: async ({ page, program }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(program.url);
    await expect(page.getByTestId('lanes')).toBeVisible();
    await use(page);
    expect(errors).toEqual([]);
  },
  keep: async ({ page }, use) => {
    await use(async (name) => {
      await page.screenshot({ path: path.join('e2e', 'screens', `${name}.png`), timeout: 60_000 });
    });
  },
});

export { expect };
