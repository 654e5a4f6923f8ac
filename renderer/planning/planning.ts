import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client, EngineInfo, Prepared } from '../../shared/contract.ts';
import { faultData, type FaultData } from '../../shared/fault.ts';
import { planFilm } from '../../shared/planner/plan.ts';
import type { Cost, Plan, Profile } from '../../shared/planner/schema.ts';
import type { Project } from '../../shared/project/schema.ts';
import { filmOf } from '../../shared/project/timeline.ts';
import { faultOf } from '../connection/client.ts';
import { projectOf, shownOf, type DocumentState, type OpenDocument } from '../document/openDocument.ts';

export interface PlanningState {
  readonly engines: readonly EngineInfo[];
  /** The plan of what is shown, of a running drag too; null without keyframes or without an engine. */
  readonly plan: Plan | null;
  /** The plan of the settled project: unchanged while something is dragged. */
  readonly settled: Plan | null;
  /** Why there is no plan, for people. */
  readonly fault: FaultData | null;
  /** What main says of the settled project: ids for media, what is kept, what would run. */
  readonly prepared: Prepared | null;
  /** The project `prepared` speaks of. */
  readonly preparedFor: Project | null;
}

export interface Planning {
  readonly store: StoreApi<PlanningState>;
  readonly loadEngines: () => Promise<void>;
  /** Asks what engines say now, and plans when one has become able to work. */
  readonly lookAgain: () => Promise<void>;
  /** Asks main again, now: results have changed though the project has not. */
  readonly refresh: () => Promise<void>;
}

/** Milliseconds without an edit before main is asked. */
const settleAfter = 150;
/** Answers of main kept for undo and redo; main itself keeps the latest 24 films ready. */
const answersKept = 12;

export const engineOf = (state: PlanningState, project: Project): EngineInfo | null =>
  state.engines.find(({ id }) => id === project.engine) ?? null;

/** Whether main's answer speaks of what is on the screen. */
export const isSettled = (state: PlanningState, project: Project): boolean =>
  state.prepared !== null && state.preparedFor === project;

/** Plans at once and locally whatever is shown, and asks main when edits have settled. */
export function createPlanning(client: Client, open: OpenDocument): Planning {
  const store = createStore<PlanningState>(() => ({
    engines: [],
    plan: null,
    settled: null,
    fault: null,
    prepared: null,
    preparedFor: null,
  }));
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What main said of states that undo may come back to, oldest first; results that change make them all old. */
  const answers = new Map<Project, Prepared>();
  /** Plans of states met before, for as long as the engines say the same. */
  let plans = new WeakMap<Project, Plan>();

  const planOnce = (
    project: Project,
    { profile, cost }: { readonly profile: Profile; readonly cost: Cost },
  ): Plan => {
    const known = plans.get(project);
    if (known !== undefined) {
      return known;
    }
    const plan = planFilm(project, profile, cost, store.getState().plan ?? undefined);
    plans.set(project, plan);
    return plan;
  };

  const planNow = (project: Project) => {
    const state = store.getState();
    const engine = engineOf(state, project);
    if (filmOf(project) === null || engine === null || engine.profile === null || engine.cost === null) {
      store.setState({ plan: null, fault: engine?.fault ?? null });
      return;
    }
    try {
      const { profile, cost } = engine;
      store.setState({ plan: planOnce(project, { profile, cost }), fault: null });
    } catch (error) {
      store.setState({ plan: null, fault: faultData(error) });
    }
  };

  const settle = (state: DocumentState) => {
    const { plan, settled } = store.getState();
    if (plan !== settled && shownOf(state) === projectOf(state)) {
      store.setState({ settled: plan });
    }
  };

  const loadEngines = async () => {
    try {
      const engines = await client.engines.list({ size: projectOf(open.store.getState()).size });
      plans = new WeakMap();
      answers.clear();
      store.setState({ engines });
      planNow(shownOf(open.store.getState()));
      settle(open.store.getState());
    } catch (error) {
      store.setState({ fault: faultOf(error) });
    }
  };

  const ask = async () => {
    clearTimeout(timer);
    const { entry } = open.store.getState();
    const project = projectOf(open.store.getState());
    if (entry === null || filmOf(project) === null) {
      store.setState({ prepared: null, preparedFor: null });
      return;
    }
    asked += 1;
    const mine = asked;
    try {
      const prepared = await client.film.prepare({ project });
      if (mine === asked) {
        answers.delete(project);
        answers.set(project, prepared);
        for (const oldest of answers.keys()) {
          if (answers.size <= answersKept) {
            break;
          }
          answers.delete(oldest);
        }
        store.setState({ prepared, preparedFor: project, fault: null });
      }
    } catch (error) {
      if (mine === asked) {
        store.setState({ fault: faultOf(error) });
      }
    }
  };

  const refresh = () => {
    answers.clear();
    return ask();
  };

  open.store.subscribe((state, before) => {
    const shown = shownOf(state);
    if (shown !== shownOf(before)) {
      planNow(shown);
    }
    settle(state);
    if (state.entry?.id !== before.entry?.id) {
      answers.clear();
      store.setState({ prepared: null, preparedFor: null });
    }
    if (projectOf(state).size !== projectOf(before).size) {
      void loadEngines();
    }
    if (projectOf(state) !== projectOf(before) || state.entry?.id !== before.entry?.id) {
      clearTimeout(timer);
      const known = answers.get(projectOf(state));
      if (known === undefined) {
        timer = setTimeout(() => void ask(), settleAfter);
      } else {
        // An answer still under way is about another state.
        asked += 1;
        store.setState({ prepared: known, preparedFor: projectOf(state), fault: null });
      }
    }
  });

  return {
    store,
    refresh,
    loadEngines,
    lookAgain: async () => {
      await loadEngines();
      if (store.getState().plan !== null && store.getState().prepared === null) {
        await refresh();
      }
    },
  };
}
