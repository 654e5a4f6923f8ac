import { implement, ORPCError } from '@orpc/server';
import { contract } from '../shared/contract.ts';
import { faultData } from '../shared/fault.ts';
import type { Services } from './services/services.ts';

const never = new AbortController().signal;

/** The contract answered by the services. One line a call: whatever thinks is a service. */
export function createRouter(services: Services) {
  const { ownModels, projects, desk, exporter, jobs, comfy, analysis, vision, upscale } = services;
  // Every failure crosses as a FaultData, so that the screen shows the sentence and its remedy.
  const answers = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      services.log.warn(error);
      const data = faultData(error);
      throw new ORPCError('BAD_REQUEST', { message: data.message, data });
    }
  });
  return answers.router({
    app: {
      info: answers.app.info.handler(() => services.info()),
      doctor: answers.app.doctor.handler(() => services.doctor()),
    },
    projects: {
      list: answers.projects.list.handler(() => projects.list()),
      sample: answers.projects.sample.handler(() => projects.sample()),
      create: answers.projects.create.handler(({ input }) => projects.create(input.name, input.template)),
      open: answers.projects.open.handler(({ input }) => projects.open(input.id)),
      adopt: answers.projects.adopt.handler(({ input }) => projects.adopt(input.text, input.name)),
      browse: answers.projects.browse.handler(() => services.browse()),
      save: answers.projects.save.handler(({ input }) => projects.save(input.project)),
      saveAs: answers.projects.saveAs.handler(({ input }) => services.saveAs(input.project, input.name)),
      keep: answers.projects.keep.handler(({ input }) => projects.keep(input.project)),
      forget: answers.projects.forget.handler(({ input }) => projects.forget(input.id)),
      unlist: answers.projects.unlist.handler(({ input }) => projects.unlist(input.id)),
    },
    captions: {
      fonts: answers.captions.fonts.handler(() => services.captions.fonts()),
      lacking: answers.captions.lacking.handler(({ input }) =>
        services.captions.lacking(input.font, input.text),
      ),
    },
    engines: { list: answers.engines.list.handler(({ input }) => services.engineInfo(input.size)) },
    comfyui: {
      settings: answers.comfyui.settings.handler(() => comfy.settings()),
      save: answers.comfyui.save.handler(({ input }) => comfy.save(input)),
      setToken: answers.comfyui.setToken.handler(({ input }) => comfy.setToken(input.url, input.token)),
      tokens: answers.comfyui.tokens.handler(() => comfy.tokens()),
      test: answers.comfyui.test.handler(({ input }) => comfy.test(input)),
      graph: answers.comfyui.graph.handler(({ input }) => services.showGraph(input.prepared, input.batch)),
    },
    ownModels: {
      list: answers.ownModels.list.handler(() => [...ownModels.list()]),
      test: answers.ownModels.test.handler(({ input, signal }) =>
        ownModels.test(input.name, signal ?? never),
      ),
      remove: answers.ownModels.remove.handler(({ input }) => ownModels.remove(input.name)),
    },
    film: {
      prepare: answers.film.prepare.handler(({ input }) => desk.prepare(input.project)),
      watch: answers.film.watch.handler(({ signal }) => desk.watch(signal)),
    },
    render: {
      start: answers.render.start.handler(({ input }) => services.render(input)),
    },
    exports: {
      encoders: answers.exports.encoders.handler(({ input, signal }) => exporter.encoders(input, signal)),
      estimate: answers.exports.estimate.handler(({ input, signal }) => exporter.estimate(input, signal)),
      place: answers.exports.place.handler(({ input }) => exporter.place(input.settings)),
      choosePlace: answers.exports.choosePlace.handler(({ input }) => exporter.choosePlace(input.settings)),
      start: answers.exports.start.handler(({ input }) => exporter.start(input)),
      reveal: answers.exports.reveal.handler(({ input }) => exporter.reveal(input.job)),
    },
    analysis: {
      start: answers.analysis.start.handler(({ input }) => analysis.start(input, jobs)),
      result: answers.analysis.result.handler(({ input }) => analysis.result(input.job)),
      take: answers.analysis.take.handler(({ input }) => analysis.take(input)),
      warnings: answers.analysis.warnings.handler(({ input }) => analysis.warnings(input.project)),
    },
    vision: {
      settings: answers.vision.settings.handler(() => vision.state()),
      save: answers.vision.save.handler(({ input }) => vision.save(input)),
      setKey: answers.vision.setKey.handler(({ input }) => vision.setKey(input.url, input.key)),
      test: answers.vision.test.handler(({ input, signal }) => vision.test(input, signal)),
      preview: answers.vision.preview.handler(({ input, signal }) => vision.preview(input, signal)),
      start: answers.vision.start.handler(({ input }) => vision.start(input, jobs)),
      suggestions: answers.vision.suggestions.handler(({ input }) => vision.suggestions(input.project)),
      costs: answers.vision.costs.handler(({ input }) => vision.costs(input.project)),
      watch: answers.vision.watch.handler(({ signal }) => vision.watch(signal)),
    },
    upscale: {
      models: answers.upscale.models.handler(() => upscale.models()),
      look: answers.upscale.look.handler(({ input, signal }) =>
        upscale.look(input, signal ?? new AbortController().signal),
      ),
      ready: answers.upscale.ready.handler(() => upscale.ready()),
      start: answers.upscale.start.handler(({ input }) => upscale.start(input)),
      compared: answers.upscale.compared.handler(({ input, signal }) =>
        upscale.compared(input.job, signal ?? new AbortController().signal),
      ),
    },
    jobs: {
      watch: answers.jobs.watch.handler(({ signal }) => jobs.watch(signal)),
      cancel: answers.jobs.cancel.handler(({ input }) => jobs.cancel(input.id)),
      retry: answers.jobs.retry.handler(async ({ input }) => ({ job: (await jobs.retry(input.id)).id })),
      dismiss: answers.jobs.dismiss.handler(({ input }) => jobs.dismiss(input.id)),
    },
  });
}
