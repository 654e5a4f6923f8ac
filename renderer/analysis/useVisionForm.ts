import { useEffect, useState } from 'react';
import type { VisionTested } from '../../shared/analysis/vision/contract.ts';
import { plainVisionSettings, type VisionSettings } from '../../shared/analysis/vision/settings.ts';
import type { FaultData } from '../../shared/fault.ts';
import { useEditor } from '../app/editor.ts';
import { faultOf } from '../connection/client.ts';
import { isElsewhere } from '../engine/servers.ts';
import { texts } from '../texts.ts';

export type VisionTry =
  | { readonly state: 'none' }
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly answer: VisionTested }
  | { readonly state: 'failed'; readonly fault: FaultData };

export interface VisionForm {
  /** null until they came. */
  readonly settings: VisionSettings | null;
  readonly hasKey: boolean;
  readonly keepsKeys: boolean;
  /** What was typed just now, never a key that is kept. */
  readonly key: string;
  readonly tried: VisionTry;
  /** What the endpoint listed when it was last tested. */
  readonly models: readonly string[];
  readonly isSaving: boolean;
  readonly change: (part: Partial<VisionSettings>) => void;
  readonly changeKey: (key: string) => void;
  readonly forgetKey: () => Promise<void>;
  readonly test: () => Promise<void>;
  readonly save: () => Promise<void>;
}

/** What each part of the form works with. */
export interface VisionPart {
  readonly form: VisionForm;
  readonly settings: VisionSettings;
}

const untried: VisionTry = { state: 'none' };

const tidy = (settings: VisionSettings): VisionSettings => ({
  ...settings,
  url: settings.url.trim(),
  model: settings.model.trim(),
  language: settings.language.trim() || plainVisionSettings.language,
  allowRemote: settings.allowRemote && isElsewhere(settings.url),
});

/** The settings as they are being written; nothing is kept before `save`, and nothing is sent before `test`. */
export function useVisionForm(onSaved: () => void): VisionForm {
  const { client, complain, say } = useEditor();
  const [settings, setSettings] = useState<VisionSettings | null>(null);
  const [kept, setKept] = useState({ url: '', hasKey: false, keepsKeys: true });
  const [key, setKey] = useState('');
  const [tried, setTried] = useState(untried);
  const [models, setModels] = useState<readonly string[]>([]);
  const [isSaving, setSaving] = useState(false);

  useEffect(() => {
    let isGone = false;
    client.vision.settings().then(({ settings: found, hasKey, keepsKeys }) => {
      if (!isGone) {
        setSettings(found);
        setKept({ url: found.url, hasKey, keepsKeys });
      }
    }, complain);
    return () => {
      isGone = true;
    };
  }, [client, complain]);

  return {
    settings,
    hasKey: kept.hasKey && settings?.url.trim() === kept.url,
    keepsKeys: kept.keepsKeys,
    key,
    tried,
    models,
    isSaving,
    change: (part) => {
      setSettings((before) => (before === null ? null : { ...before, ...part }));
      // An answer about another address or model is none about this one.
      if ('url' in part || 'model' in part || 'allowRemote' in part) {
        setTried(untried);
      }
    },
    changeKey: setKey,
    forgetKey: async () => {
      setKey('');
      if (settings !== null && settings.url.trim() !== '') {
        try {
          await client.vision.setKey({ url: settings.url.trim(), key: null });
          setKept((before) => ({ ...before, hasKey: false }));
          say(texts.vision.keyForgotten);
        } catch (error) {
          complain(error);
        }
      }
    },
    test: async () => {
      if (settings === null) {
        return;
      }
      setTried({ state: 'asking' });
      try {
        const ask = (wanted: VisionSettings) =>
          client.vision.test({ settings: wanted, key: key === '' ? null : key });
        const wanted = tidy(settings);
        let answer = await ask(wanted);
        setModels(answer.models);
        const [only] = answer.models;
        if (wanted.model === '' && only !== undefined && answer.models.length === 1) {
          // There is nothing to choose: it is asked at once whether it sees.
          setSettings((before) => (before === null ? null : { ...before, model: only }));
          answer = await ask({ ...wanted, model: only });
        }
        setTried({ state: 'answered', answer });
      } catch (error) {
        setTried({ state: 'failed', fault: faultOf(error) });
      }
    },
    save: async () => {
      if (settings === null) {
        return;
      }
      setSaving(true);
      try {
        const wanted = tidy(settings);
        await client.vision.save(wanted);
        if (key !== '' && wanted.url !== '') {
          await client.vision.setKey({ url: wanted.url, key });
        }
        onSaved();
      } catch (error) {
        complain(error);
      } finally {
        setSaving(false);
      }
    },
  };
}
