import { Fault, faultData } from '../../shared/fault.ts';
import { itemsAhead, soundsLikeMemory, type Call, type FromChild, type ToChild } from './protocol.ts';

/** The child's side of the wire. */
export interface ParentPort {
  /** Resolves when the message has left. */
  send(message: FromChild): Promise<void>;
  listen(listener: (message: ToChild) => void): void;
}

type Emit<Item> = (item: Item) => Promise<void>;

/** One thing the child can do, by name. */
export interface Tenant {
  readonly name: string;
  readonly answer: (input: unknown, emit: Emit<unknown>) => Promise<unknown>;
}

/** `answer` may reuse the memory of an item once `emit` has resolved. */
export function tenant<Input, Item, Output>(
  { name }: Call<Input, Item, Output>,
  answer: (input: Input, emit: Emit<Item>) => Promise<Output>,
): Tenant {
  return { name, answer: (input, emit) => answer(input as Input, emit) };
}

/** Answers requests until the parent is gone. */
export function serve(parent: ParentPort, tenants: readonly Tenant[]): void {
  const byName = new Map(tenants.map((each) => [each.name, each]));
  let ahead = 0;
  let goOn: () => void = () => undefined;

  const emitFor = (id: number) => async (item: unknown) => {
    ahead += 1;
    await parent.send({ kind: 'item', id, item });
    if (ahead >= itemsAhead) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  };
  const answer = async (id: number, call: string, input: unknown) => {
    ahead = 0;
    try {
      const found = byName.get(call);
      if (found === undefined) {
        throw new Fault(
          'inference-call',
          `The process that computes frames does not know "${call}".`,
          'Install the program again: its parts are of different versions.',
        );
      }
      const output = await found.answer(input, emitFor(id));
      await parent.send({ kind: 'done', id, output });
    } catch (error) {
      await parent.send({ kind: 'failed', id, fault: faultData(memoryFault(error)) });
    }
  };
  parent.listen((message) => {
    if (message.kind === 'took') {
      ahead -= 1;
      goOn();
    } else {
      void answer(message.id, message.call, message.input);
    }
  });
  void parent.send({ kind: 'ready' });
}

function memoryFault(error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error) || !soundsLikeMemory(error.message)) {
    return error;
  }
  return new Fault(
    'inference-out-of-memory',
    `There is not enough memory for this: ${error.message}`,
    'Render at a smaller size, or close other programs.',
    error,
  );
}
