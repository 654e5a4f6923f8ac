import log from 'electron-log/node.js';
import path from 'node:path';
import { Fault } from '../../shared/fault.ts';

/** What the program writes down for whoever has to find out what happened. */
export interface Log {
  info(line: string): void;
  warn(problem: unknown): void;
}

/** A file that is begun anew at 5 MB; nothing goes to the terminal, which belongs to the person. */
export function openLog(folder: string): Log {
  const logger = log.create({ logId: 'entracte' });
  logger.transports.file.resolvePathFn = () => path.join(folder, 'entracte.log');
  logger.transports.file.maxSize = 5 * 1024 * 1024;
  logger.transports.console.level = false;
  return {
    info: (line) => {
      logger.info(line);
    },
    warn: (problem) => {
      const text = problem instanceof Fault ? `${problem.code}: ${problem.message}` : problem;
      logger.warn(text, ...(problem instanceof Error && problem.cause !== undefined ? [problem.cause] : []));
    },
  };
}
