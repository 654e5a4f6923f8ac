import './jitless.ts';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { hearAnalysis } from './analysis/hearAnalysis.ts';
import { App } from './app/App.tsx';
import { hearLink } from './app/hearLink.ts';
import { createEditor, EditorContext } from './app/editor.ts';
import { hearKeys } from './actions/registry.ts';
import { wearTheme } from './app/preferences.ts';
import { connect } from './connection/client.ts';
import { hearIntake } from './bin/hearIntake.ts';
import { guardLeaving, openFirst } from './document/files.ts';
import { keepAside } from './document/keepAside.ts';
import { hearProgress } from './film/rendering.ts';
import { endRivalWith } from './film/rival.ts';
import { playSound } from './sound/playSound.ts';

const editor = createEditor(connect());
wearTheme(editor.preferences, document.documentElement);
// These live as long as the page.
const { signal } = new AbortController();
hearKeys(editor, signal);
hearIntake(editor, signal);
hearProgress(editor, signal);
endRivalWith(editor);
hearAnalysis(editor, signal);
hearLink(editor);
playSound(editor, signal);
keepAside(editor.document, (project) => editor.client.projects.keep({ project }));
guardLeaving(editor, signal);
void openFirst(editor);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <EditorContext value={editor}>
        <App />
      </EditorContext>
    </StrictMode>,
  );
}
