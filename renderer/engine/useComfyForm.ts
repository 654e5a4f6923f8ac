import { useEffect, useState } from 'react';
import type { ComfyChoices, ComfySettings } from '../../shared/engines/comfyui.ts';
import { faultOf } from '../connection/client.ts';
import { useEditor } from '../app/editor.ts';
import { texts } from '../texts.ts';
import { isElsewhere, serverLabel, untested, type ServerRow, type ServerTest } from './servers.ts';

export interface ComfyForm {
  /** null until they came. */
  readonly settings: ComfySettings | null;
  readonly rows: readonly ServerRow[];
  /** What the server tested last can choose from; null before. */
  readonly choices: ComfyChoices | null;
  readonly isSaving: boolean;
  readonly change: (part: Partial<ComfySettings>) => void;
  readonly changeRow: (key: number, part: Partial<ServerRow>) => void;
  readonly addRow: () => void;
  readonly removeRow: (key: number) => void;
  readonly test: (row: ServerRow) => Promise<void>;
  /** Whether a token is typed, or kept for that address. */
  readonly hasToken: (row: ServerRow) => boolean;
  readonly forgetToken: (row: ServerRow) => Promise<void>;
  readonly save: () => Promise<void>;
}

const serversOf = (rows: readonly ServerRow[]) =>
  rows
    .filter(({ url }) => url.trim() !== '')
    .map(({ url, allowRemote }) => ({ url: url.trim(), allowRemote: allowRemote && isElsewhere(url) }));

/** The settings as they are being written; nothing is kept before `save`. */
export function useComfyForm(onSaved: () => void): ComfyForm {
  const editor = useEditor();
  const { client } = editor;
  const [settings, setSettings] = useState<ComfySettings | null>(null);
  const [rows, setRows] = useState<readonly ServerRow[]>([]);
  const [choices, setChoices] = useState<ComfyChoices | null>(null);
  const [tokens, setTokens] = useState<readonly string[]>([]);
  const [isSaving, setSaving] = useState(false);

  const changeRow = (key: number, part: Partial<ServerRow>) => {
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...part } : row)));
  };

  const ask = async (row: ServerRow, wanted: ComfySettings): Promise<void> => {
    const tell = (test: ServerTest) => {
      // An answer about an address that was changed meanwhile is none about this one.
      setRows((before) =>
        before.map((each) => (each.key === row.key && each.url === row.url ? { ...each, test } : each)),
      );
    };
    tell({ state: 'asking' });
    try {
      const answer = await client.comfyui.test({
        server: { url: row.url.trim(), allowRemote: row.allowRemote },
        settings: wanted,
        token: row.token === '' ? null : row.token,
      });
      tell({ state: 'answered', answer });
      setChoices(answer.choices);
      editor.loras.setState({ names: answer.choices.loras });
    } catch (error) {
      tell({ state: 'failed', fault: faultOf(error) });
    }
  };

  useEffect(() => {
    let isGone = false;
    client.comfyui.settings().then((kept) => {
      if (!isGone) {
        const first = kept.servers.map((server, key) => ({ ...server, key, token: '', test: untested }));
        setSettings(kept);
        setRows(first);
        for (const row of first) {
          void ask(row, kept);
        }
      }
    }, editor.complain);
    client.comfyui.tokens().then((labels) => {
      if (!isGone) {
        setTokens(labels);
      }
    }, editor.complain);
    return () => {
      isGone = true;
    };
    // Once, when the dialog opens: later answers must not write over what is typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const whole = (): ComfySettings | null =>
    settings === null ? null : { ...settings, servers: serversOf(rows) };

  return {
    settings,
    rows,
    choices,
    isSaving,
    changeRow,
    change: (part) => {
      setSettings((before) => (before === null ? null : { ...before, ...part }));
    },
    addRow: () => {
      const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
      setRows([...rows, { key, url: '', allowRemote: false, token: '', test: untested }]);
    },
    removeRow: (key) => {
      setRows(rows.filter((row) => row.key !== key));
    },
    test: async (row) => {
      const wanted = whole();
      if (wanted !== null) {
        await ask(row, wanted);
      }
    },
    hasToken: ({ url, token }) => token !== '' || tokens.includes(serverLabel(url) ?? ''),
    forgetToken: async (row) => {
      const url = serverLabel(row.url);
      changeRow(row.key, { token: '', test: untested });
      if (url !== null) {
        await client.comfyui.setToken({ url, token: null }).then(() => {
          setTokens((before) => before.filter((label) => label !== url));
          editor.say(texts.comfy.tokenForgotten);
        }, editor.complain);
      }
    },
    save: async () => {
      const wanted = whole();
      if (wanted === null) {
        return;
      }
      setSaving(true);
      try {
        for (const { url, token } of rows) {
          const label = serverLabel(url);
          if (token !== '' && label !== null) {
            await client.comfyui.setToken({ url: label, token });
          }
        }
        await client.comfyui.save(wanted);
        onSaved();
        await editor.planning.loadEngines();
        await editor.planning.refresh();
      } catch (error) {
        editor.complain(error);
      } finally {
        setSaving(false);
      }
    },
  };
}
