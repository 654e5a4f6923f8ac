import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/browser.mjs';

const browser = await findChromium();
// The workers load this file again, and Electron's stand-in starts the same browser.
process.env['CHROMIUM_PATH'] = browser.path;
Object.assign(process.env, browser.env);

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A machine that others use may starve a test once; twice is a fault.
  retries: process.env['CI'] === undefined ? 0 : 1,
  outputDir: 'test-results/e2e',
  use: {
    headless: true,
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: browser.path,
      args: [
        '--no-sandbox',
        '--use-gl=angle',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
  projects: [{ name: 'chromium' }],
});
