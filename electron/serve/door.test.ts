import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../shared/fault.ts';
import { keepDoor, lastDoor, onFirstFree } from './door.ts';

const first = 'a'.repeat(32);
const second = 'b'.repeat(32);
let data: string;

beforeEach(async () => {
  data = await mkdtemp(path.join(os.tmpdir(), 'entracte-door-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

describe('the door of a home', () => {
  it('is a new one at the first start, and the same afterwards', async () => {
    expect(await lastDoor(data, () => first)).toEqual({ token: first, port: null });
    await keepDoor(data, { token: first, port: 4949 });
    expect(await lastDoor(data, () => second)).toEqual({ token: first, port: 4949 });
  });

  it.each(['', '{"token":"short","port":1}', '{"token":"../../../../../../../../etc/passwd","port":null}'])(
    'is a new one where its file holds %j',
    async (text) => {
      await writeFile(path.join(data, 'door.json'), text, { mode: 0o600 });
      expect(await lastDoor(data, () => second)).toEqual({ token: second, port: null });
    },
  );

  it.skipIf(process.platform === 'win32')('has a key that its owner alone can read', async () => {
    const file = path.join(data, 'door.json');
    await keepDoor(data, { token: first, port: 4949 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
    expect(await lastDoor(data, () => second)).toEqual({ token: second, port: null });
    await keepDoor(data, { token: second, port: 4949 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('opens at the first port that is free, and tells another trouble at once', async () => {
    const asked: number[] = [];
    const serve = (code: string) => (port: number) => {
      asked.push(port);
      return port === 3 ? Promise.resolve(port) : Promise.reject(new Fault(code, 'No.', 'No.'));
    };
    expect(await onFirstFree([1, 2, 3, 4], serve('port-taken'))).toBe(3);
    expect(asked).toEqual([1, 2, 3]);
    await expect(onFirstFree([1, 3], serve('no-server'))).rejects.toMatchObject({ code: 'no-server' });
  });
});
