import type { VisionHappened } from '../../shared/analysis/vision/contract.ts';
import type { Project } from '../../shared/project/schema.ts';
import type { Editor } from '../app/editor.ts';
import { follow } from '../connection/client.ts';
import { projectOf } from '../document/openDocument.ts';
import { ofNoFilm, runOf, withSuggestion } from './analysis.ts';

/** Milliseconds without an edit before main is asked what the pictures show. */
const settleAfter = 700;
/** Films of more keyframes are not compared after every edit: 0.2 ms a pair, in main. */
const mostCompared = 1500;
/** Notes of a run that are shown. */
const notesKept = 8;

/** The pictures of a film as they are looked at: nothing else of it changes what is said of them. */
const picturesIn = ({ id, keyframes }: Project): string =>
  JSON.stringify([id, keyframes.map(({ id: own, asset, crop, fit }) => [own, asset, crop, fit])]);

/** Keeps warnings and suggestions of the open film, and what a run of the vision model says, for as long as `signal`. */
export function hearAnalysis(editor: Editor, signal: AbortSignal): void {
  const { client, analysis, document } = editor;
  const project = () => projectOf(document.store.getState());
  let looked = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = new AbortController();

  const ask = async () => {
    const about = project();
    const pictures = picturesIn(about);
    if (pictures === looked || document.store.getState().entry === null) {
      return;
    }
    looked = pictures;
    asked.abort();
    asked = new AbortController();
    const { signal: over } = asked;
    const tooMany = about.keyframes.length > mostCompared;
    try {
      const [warnings, suggestions, costs] = await Promise.all([
        tooMany ? [] : client.analysis.warnings({ project: about }, { signal: over }),
        client.vision.suggestions({ project: about }, { signal: over }),
        client.vision.costs({ project: about.id }, { signal: over }),
      ]);
      if (!over.aborted) {
        analysis.setState({ warnings, suggestions, costs });
      }
    } catch {
      // A missing picture or a lost connection is told elsewhere; the next edit asks again.
      looked = '';
    }
  };

  document.store.subscribe((now, before) => {
    const [is, was] = [projectOf(now), projectOf(before)];
    if (is.id !== was.id) {
      asked.abort();
      analysis.setState(ofNoFilm);
    }
    if (is.keyframes !== was.keyframes || is.id !== was.id) {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), settleAfter);
    }
  });
  void follow(
    (inner) => client.vision.watch(undefined, { signal: inner }),
    (event) => {
      if (event.project === project().id) {
        hear(editor, event);
      }
    },
    signal,
  );
}

function hear({ analysis }: Editor, { job, happened }: VisionHappened): void {
  const { run: before, suggestions } = analysis.getState();
  const run = before?.job === job ? before : runOf(job);
  if (happened.kind === 'suggestion') {
    analysis.setState({ run, suggestions: withSuggestion(suggestions, happened.suggestion) });
  } else if (happened.kind === 'costs') {
    analysis.setState({ run, costs: happened.costs });
  } else if (happened.kind === 'ended') {
    analysis.setState({
      run: { ...run, state: 'ended', stopped: happened.stopped },
      costs: happened.costs,
    });
  } else if (happened.kind === 'note') {
    analysis.setState({ run: { ...run, notes: [...run.notes, happened.text].slice(-notesKept) } });
  } else {
    const { words } = happened;
    if (words.state !== 'described') {
      analysis.setState({ run: { ...run, failed: new Map(run.failed).set(words.id, words.reason) } });
    }
  }
}
