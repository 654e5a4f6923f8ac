import { describe, expect, test } from 'vitest';
import { addressOf } from './address.ts';

const codeOf = (url: string, allowRemote: boolean, token: string | null = null) => {
  try {
    return addressOf({ url, allowRemote }, token).label;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the address of a server', () => {
  test.each([
    ['http://127.0.0.1:8188/', 'http://127.0.0.1:8188'],
    ['http://localhost:8188', 'http://localhost:8188'],
    ['http://[::1]:8188', 'http://[::1]:8188'],
    ['http://127.1:8188', 'http://127.0.0.1:8188'],
    ['http://0x7f000001:8188', 'http://127.0.0.1:8188'],
  ])('%s is this machine', (url, label) => {
    expect(codeOf(url, false)).toBe(label);
  });

  test.each([
    'http://192.168.1.20:8188',
    'https://gpu.example.org/comfy',
    'http://0.0.0.0:8188',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
  ])('%s needs an explicit yes', (url) => {
    expect(codeOf(url, false)).toBe('comfyui-remote');
    expect(codeOf(url, true)).toBe(url);
  });

  test.each(['', 'ftp://127.0.0.1', 'file:///etc/passwd', '127.0.0.1:8188', 'http://'])(
    '%s is none',
    (url) => {
      expect(codeOf(url, true)).toBe('comfyui-address');
    },
  );

  test.each([
    'http://me:secret@127.0.0.1:8188',
    'http://127.0.0.1:8188/?token=secret',
    'http://127.0.0.1/#secret',
  ])('%s may carry no secret, and the message does not repeat it', (url) => {
    expect(() => addressOf({ url, allowRemote: false }, null)).toThrow(/name, a password or a query/);
    expect(() => addressOf({ url, allowRemote: false }, null)).not.toThrow(/secret/);
  });

  test('sends a token over https, or to this machine, and nowhere else', () => {
    expect(codeOf('http://192.168.1.20:8188', true, 'token')).toBe('comfyui-plain-token');
    const { headers, socket } = addressOf(
      { url: 'https://gpu.example.org/comfy', allowRemote: true },
      'token',
    );
    expect(headers).toEqual({ Authorization: 'Bearer token' });
    expect(socket('id')).toBe('wss://gpu.example.org/comfy/ws?clientId=id');
  });
});
