import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Entry, FakeExecution, FakePrompt } from './execution.ts';
import type { Submission } from './graphChecks.ts';
import type { FakeOptions } from './options.ts';
import type { FakeSockets } from './sockets.ts';

/** The prompts of a fake server: those that wait, the one that runs, and what became of the others. */
export class FakeQueue {
  readonly prompts: FakePrompt[] = [];
  readonly interrupts: unknown[] = [];
  readonly deleted: string[] = [];
  readonly #options: FakeOptions;
  readonly #sockets: FakeSockets;
  readonly #execution: FakeExecution;
  #pending: FakePrompt[] = [];
  #running: FakePrompt | null = null;
  #history = new Map<string, Entry>();
  #isInterrupted = false;
  /** How often it died. */
  #life = 0;
  #number = 0;

  constructor(options: FakeOptions, sockets: FakeSockets, execution: FakeExecution) {
    this.#options = options;
    this.#sockets = sockets;
    this.#execution = execution;
  }

  get pending(): readonly FakePrompt[] {
    return this.#pending;
  }

  get running(): FakePrompt | null {
    return this.#running;
  }

  /** What `status` messages say. */
  get status(): object {
    return { status: { exec_info: { queue_remaining: this.#pending.length } } };
  }

  history(id: string): Entry | null {
    return this.#history.get(id) ?? null;
  }

  /** Queue and history are gone, and whatever runs is nobody's. */
  forget(): void {
    this.#life += 1;
    this.#pending = [];
    this.#running = null;
    this.#history = new Map();
  }

  /** Puts a prompt at the end; `work` runs it. */
  add({ prompt: graph, client_id, prompt_id }: Submission): FakePrompt {
    const id = this.#options.age === 'new' && prompt_id !== undefined ? prompt_id : randomUUID();
    const prompt = { id, number: this.#number++, graph, clientId: client_id ?? '' };
    this.prompts.push(prompt);
    this.#pending.push(prompt);
    this.#sockets.say(null, 'status', this.status);
    return prompt;
  }

  /** Another program's job, in front of everybody. */
  async otherJob(milliseconds: number): Promise<string> {
    const id = randomUUID();
    const graph = { '1': { class_type: 'Sleep', inputs: { milliseconds } } };
    this.#pending.unshift({ id, number: -1, graph, clientId: 'other' });
    void this.work();
    await wait(1);
    return id;
  }

  remove(ids: readonly string[]): void {
    this.deleted.push(...ids);
    this.#pending = this.#pending.filter(({ id }) => !ids.includes(id));
  }

  /** Old servers stop whatever runs. */
  interrupt(id: string | null): void {
    this.interrupts.push(id);
    if (this.#options.age === 'old' || id === null || id === this.#running?.id) {
      this.#isInterrupted = true;
    }
  }

  /** Runs what waits, one after the other. */
  async work(): Promise<void> {
    if (this.#running !== null) {
      return;
    }
    const life = this.#life;
    const isOver = () => life !== this.#life;
    for (let prompt = this.#pending.shift(); prompt !== undefined; prompt = this.#pending.shift()) {
      this.#running = prompt;
      this.#isInterrupted = false;
      const entry = await this.#execution.run(prompt, { isInterrupted: () => this.#isInterrupted, isOver });
      if (isOver() || entry === null) {
        return;
      }
      this.#history.set(prompt.id, entry);
      this.#running = null;
      if (this.#options.age === 'old') {
        this.#sockets.say(prompt.clientId, 'executing', { node: null, prompt_id: prompt.id });
      }
      this.#sockets.say(null, 'status', this.status);
    }
  }
}
