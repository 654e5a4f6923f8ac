import { useEffect, useRef, useState } from 'react';
import { ownEngineId, ownModelSchema, type OwnModel } from '../../shared/engines/ownModel.ts';
import { faultData, type FaultData } from '../../shared/fault.ts';
import { faultSchema } from '../../shared/jobs/job.ts';
import { mediaRoutes } from '../../shared/media/routes.ts';
import { setEngine } from '../../shared/project/edits.ts';
import { useEditor } from '../app/editor.ts';
import { faultOf } from '../connection/client.ts';
import { projectOf } from '../document/openDocument.ts';

/** The models of the dialog and what is done with them; one at a time is tried. */
export function useOwnModels() {
  const editor = useEditor();
  const { client } = editor;
  /** null until they are known. */
  const [models, setModels] = useState<readonly OwnModel[] | null>(null);
  /** The file or model that is tried, or null. */
  const [trying, setTrying] = useState<string | null>(null);
  const [fault, setFault] = useState<FaultData | null>(null);
  const stop = useRef<AbortController | null>(null);

  const show = async () => {
    setModels(await client.ownModels.list());
    await editor.planning.lookAgain();
  };
  const attempt = async (name: string | null, work: (signal: AbortSignal) => Promise<unknown>) => {
    const mine = new AbortController();
    stop.current = mine;
    setTrying(name);
    setFault(null);
    try {
      await work(mine.signal);
      await show();
    } catch (error) {
      if (!mine.signal.aborted) {
        setFault(faultOf(error));
      }
    } finally {
      setTrying(null);
    }
  };

  useEffect(() => {
    client.ownModels.list().then(setModels, editor.complain);
    // A model that is tried is of no use to whoever closed the dialog.
    return () => stop.current?.abort();
  }, [client, editor]);

  return {
    models,
    trying,
    fault,
    stop: () => stop.current?.abort(),
    add: (file: File) =>
      attempt(file.name, async (signal) => {
        const added = await post(file, signal);
        if ('message' in added) {
          signal.throwIfAborted();
          setFault(added);
        }
      }),
    test: (name: string) => attempt(name, (signal) => client.ownModels.test({ name }, { signal })),
    use: (name: string) => {
      editor.document.edit(setEngine(ownEngineId(name)));
    },
    remove: (name: string) =>
      attempt(null, async () => {
        await client.ownModels.remove({ name });
        // A film whose engine is gone could not even be planned.
        if (projectOf(editor.document.store.getState()).engine === ownEngineId(name)) {
          editor.document.edit(setEngine('draft'));
        }
      }),
  };
}

async function post(file: File, signal: AbortSignal): Promise<OwnModel | FaultData> {
  const response = await fetch(mediaRoutes.model(file.name), { method: 'POST', body: file, signal });
  const answer: unknown = await response.json().catch(faultData);
  return response.ok ? ownModelSchema.parse(answer) : faultSchema.parse(answer);
}
