import { useEffect, useState } from 'react';
import { useEditor } from '../app/editor.ts';
import { Choice } from '../parts/Choice.tsx';
import { texts } from '../texts.ts';

/** Fonts of the program first, then those of the system. */
export function FontChoice(props: {
  readonly id: string;
  readonly font: string;
  readonly onFont: (font: string) => void;
}) {
  const { client, complain } = useEditor();
  const [fonts, setFonts] = useState<readonly string[]>([]);
  useEffect(() => {
    client.captions.fonts().then(setFonts, complain);
  }, [client, complain]);
  const known = fonts.includes(props.font) ? fonts : [props.font, ...fonts];
  return (
    <Choice
      id={props.id}
      label={texts.captions.font}
      value={props.font}
      options={known.map((value) => ({ value, label: value }))}
      onValue={props.onFont}
    />
  );
}
