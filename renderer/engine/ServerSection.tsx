import { CircleCheck, Plus, Trash2, TriangleAlert } from 'lucide-react';
import { Button, IconButton } from '../parts/Button.tsx';
import { Check, Row, TextField } from '../parts/Field.tsx';
import { Section } from '../parts/Panel.tsx';
import { texts } from '../texts.ts';
import { isElsewhere, untested, type ServerRow, type ServerTest } from './servers.ts';
import type { ComfyForm } from './useComfyForm.ts';

const t = texts.comfy;

/** The servers; several share the work. */
export function ServerSection({ form }: { readonly form: ComfyForm }) {
  return (
    <Section
      title={t.servers(form.rows.length)}
      aside={
        <Button look="quiet" className="h-6" onClick={form.addRow}>
          <Plus className="size-3.5" aria-hidden />
          {t.addServer}
        </Button>
      }
    >
      {form.rows.map((row) => (
        <Server key={row.key} row={row} form={form} />
      ))}
    </Section>
  );
}

function Server({ row, form }: { readonly row: ServerRow; readonly form: ComfyForm }) {
  return (
    <div className="flex flex-col gap-2 rounded-control border border-line bg-raised p-2.5">
      <div className="grid items-center gap-2 sm:grid-cols-[1fr_auto_auto]">
        <Row label={t.address}>
          {(id) => (
            <TextField
              id={id}
              value={row.url}
              placeholder="http://127.0.0.1:8188"
              onValue={(url) => {
                form.changeRow(row.key, { url, test: untested });
              }}
            />
          )}
        </Row>
        <Button
          disabled={row.url.trim() === '' || row.test.state === 'asking'}
          onClick={() => void form.test(row)}
        >
          {row.test.state === 'asking' ? t.asking : t.test}
        </Button>
        <IconButton
          label={t.removeServer}
          disabled={form.rows.length < 2}
          onClick={() => {
            form.removeRow(row.key);
          }}
        >
          <Trash2 />
        </IconButton>
      </div>
      {isElsewhere(row.url) && (
        <Check
          label={t.allowRemote}
          checked={row.allowRemote}
          onChecked={(allowRemote) => {
            form.changeRow(row.key, { allowRemote, test: untested });
          }}
        />
      )}
      <div className="grid items-center gap-2 sm:grid-cols-[1fr_auto]">
        <Row label={t.token}>
          {(id) => (
            <TextField
              id={id}
              secret
              value={row.token}
              placeholder={t.tokenPlaceholder}
              onValue={(token) => {
                form.changeRow(row.key, { token });
              }}
            />
          )}
        </Row>
        <Button look="quiet" disabled={!form.hasToken(row)} onClick={() => void form.forgetToken(row)}>
          {t.forgetToken}
        </Button>
      </div>
      <Answer test={row.test} />
    </div>
  );
}

/** What a server said. */
function Answer({ test }: { readonly test: ServerTest }) {
  if (test.state === 'failed') {
    return (
      <p role="alert" className="flex gap-2 text-small">
        <TriangleAlert className="size-4 shrink-0 text-failed" aria-hidden />
        <span>
          <span className="text-failed">{test.fault.message}</span>{' '}
          <span className="text-dim">{test.fault.remedy}</span>
        </span>
      </p>
    );
  }
  if (test.state !== 'answered') {
    return null;
  }
  const { version, gpu, memory, queued, missing } = test.answer;
  return (
    <div role="status" className="flex flex-col gap-1.5 text-small" data-testid="comfy-answer">
      <p className="flex gap-2">
        {missing.length === 0 ? (
          <CircleCheck className="size-4 shrink-0 text-done" aria-hidden />
        ) : (
          <TriangleAlert className="size-4 shrink-0 text-stale" aria-hidden />
        )}
        <span className="numeric text-dim">
          <span className="text-text">ComfyUI {version}</span> · {gpu}
          {memory !== null && ` · ${t.memory(memory.free, memory.total)}`}
          {queued > 0 && ` · ${t.queued(queued)}`}
          {missing.length === 0 && ` · ${t.complete}`}
        </span>
      </p>
      {missing.length > 0 && (
        <ul className="flex flex-col gap-1 pl-6" data-selectable>
          {missing.map(({ kind, name, install }) => (
            <li key={`${kind} ${name}`}>
              <span className="text-stale">{t.missing[kind](name)}</span>{' '}
              <span className="text-dim">{install}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
