import { describe, expect, it } from 'vitest';
import { isElsewhere, serverLabel } from './servers.ts';

describe('the address of a server', () => {
  it('is kept without a slash at its end, so that its token is found again', () => {
    expect(serverLabel(' http://127.0.0.1:8188/ ')).toBe('http://127.0.0.1:8188');
    expect(serverLabel('https://gpu.example/comfy/')).toBe('https://gpu.example/comfy');
    expect(serverLabel('127.0.0.1')).toBeNull();
  });

  it('is asked about when it is not this machine', () => {
    const here = ['http://localhost:8188', 'http://127.9.0.1', 'http://[::1]:8188', 'half wri'];
    expect(here.map(isElsewhere)).toEqual([false, false, false, false]);
    expect(['http://192.168.0.7:8188', 'https://127.0.0.1.example'].map(isElsewhere)).toEqual([true, true]);
  });
});
