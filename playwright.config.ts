import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/browser.mjs';

const browser = await findChromium();
// The workers load this file again, and Electron's stand-in starts the same browser.
process.env['CHROMIUM_PATH'] = browser.path;
Object.assign(process.env, browser.env);

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
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
