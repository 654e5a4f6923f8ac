import path from 'node:path';
import { z } from 'zod';
import type { Analysis, Warning } from '../../shared/analysis/schema.ts';
import { warningsOf } from '../../shared/analysis/warnings.ts';
import { Fault } from '../../shared/fault.ts';
import type { ImportedAsset } from '../../shared/media/imported.ts';
import { wanProfile } from '../../shared/planner/profiles.ts';
import type { Project } from '../../shared/project/schema.ts';
import { openAnalyses } from '../analysis/analyses.ts';
import { analyseVideo } from '../analysis/analyseVideo.ts';
import type { Eye } from '../analysis/look.ts';
import { lookAtImage, type PictureLook } from '../analysis/lookAtImages.ts';
import { takeFrame } from '../analysis/takeFrames.ts';
import type { Jobs, Work } from '../jobs/jobs.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { ProjectStore } from '../project/store.ts';

const analyseInput = z.object({ project: z.string(), asset: z.string() });
type Video = z.infer<typeof analyseInput>;

/** Pictures remembered for warnings, about 7 KB each. */
const looksKept = 2000;

export interface AnalysisParts {
  readonly ffmpeg: () => Promise<Ffmpeg>;
  readonly eye: () => Promise<Eye>;
  readonly projects: Pick<ProjectStore, 'assetPath' | 'importAsset'>;
  /** Where analyses are kept. */
  readonly folder: string;
}

export interface AnalysisService {
  /** How a job of kind `analyse` is done. */
  readonly work: Work;
  /** `jobs` is the queue that has `work`; a job of the same video that is under way or done is the answer again. */
  start(
    video: Video & { readonly name: string },
    jobs: Pick<Jobs, 'start' | 'list'>,
  ): Promise<{ job: string }>;
  result(job: string): Promise<Analysis>;
  take(asked: Video & { readonly seconds: readonly number[] }): Promise<ImportedAsset[]>;
  warnings(project: Project): Promise<Warning[]>;
}

/** What analysis.* of the contract answers with. Faults: no-file, no-analysis, and those of analyseVideo and takeFrame. */
export function createAnalysis({ ffmpeg, eye, projects, folder }: AnalysisParts): AnalysisService {
  const analyses = openAnalyses(folder);
  const videos = new Map<string, Video>();
  // A file of a project is named by its content: once looked at, it stays as it is.
  const seen = new Map<string, PictureLook>();
  const lookOf = async (file: string): Promise<PictureLook> => {
    const look = seen.get(file) ?? (await lookAtImage(await eye(), file, file));
    seen.delete(file);
    seen.set(file, look);
    for (const oldest of seen.keys()) {
      if (seen.size <= looksKept) {
        break;
      }
      seen.delete(oldest);
    }
    return look;
  };

  const fileOf = async ({ project, asset }: Video) => {
    const file = await projects.assetPath(project, asset);
    if (file === null) {
      throw new Fault('no-file', 'The video is not among the files of this project.', 'Import it again.');
    }
    return file;
  };

  return {
    work: async (input, job) => {
      const video = analyseInput.parse(input);
      // After a crash the job is begun again without `start`.
      videos.set(job.id, video);
      const file = await fileOf(video);
      if ((await analyses.find(file)) === null) {
        if (job.attempt > 1) {
          job.note('Nothing is kept of a video that is half measured: this begins at its first frame again.');
        }
        const analysis = await analyseVideo(await ffmpeg(), await eye(), file, {
          signal: job.signal,
          profile: wanProfile,
          onFrame: (done, total) => {
            job.progress({ phase: 'Measuring frames', done, total, unit: 'frames' });
          },
        });
        analysis.notes.forEach(job.note);
        await analyses.keep(file, analysis);
      }
      return null;
    },
    start: async ({ name, ...video }, jobs) => {
      await fileOf(video);
      const same = jobs.list().find(({ id, state }) => {
        const of = videos.get(id);
        const isOver = state === 'failed' || state === 'cancelled';
        return !isOver && of?.project === video.project && of.asset === video.asset;
      });
      if (same !== undefined) {
        return { job: same.id };
      }
      const job = await jobs.start({
        kind: 'analyse',
        title: `Taking apart ${name}`,
        project: video.project,
        input: video,
      });
      videos.set(job.id, video);
      return { job: job.id };
    },
    result: async (job) => {
      const video = videos.get(job);
      const found = video === undefined ? null : await analyses.find(await fileOf(video));
      if (found === null) {
        throw new Fault(
          'no-analysis',
          'This analysis is not there.',
          'Wait for it to end, or start it again.',
        );
      }
      return found;
    },
    take: async (asked) => {
      const file = await fileOf(asked);
      const taken: ImportedAsset[] = [];
      for (const seconds of asked.seconds) {
        const picture = await takeFrame(await ffmpeg(), file, seconds, null);
        const name = `${path.basename(file, path.extname(file)).slice(0, 8)} ${seconds.toFixed(2)} s.png`;
        taken.push(await projects.importAsset(asked.project, name, picture));
      }
      return taken;
    },
    warnings: async (project) => {
      const looks = [];
      for (const { id, asset } of project.keyframes) {
        const file = await projects.assetPath(project.id, asset);
        // A keyframe whose picture is missing is told of elsewhere.
        if (file !== null) {
          looks.push({ ...(await lookOf(file)), id });
        }
      }
      return [...warningsOf(looks)];
    },
  };
}
