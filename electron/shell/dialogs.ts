import { dialog, shell, type BrowserWindow } from 'electron';

const projectFilter = { name: 'Entracte project', extensions: ['entracte'] };

/** The system's own dialogs; every one answers null when it was closed. */
export const systemDialogs = {
  async openProject(): Promise<string | null> {
    const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters: [projectFilter] });
    return filePaths[0] ?? null;
  },
  async saveProject(suggested: string): Promise<string | null> {
    const { filePath } = await dialog.showSaveDialog({ defaultPath: suggested, filters: [projectFilter] });
    return filePath === undefined || filePath === '' ? null : filePath;
  },
  async saveFilm(suggested: string, extension: string): Promise<string | null> {
    const filters = [{ name: extension.toUpperCase(), extensions: [extension] }];
    const { filePath } = await dialog.showSaveDialog({ defaultPath: suggested, filters });
    return filePath === undefined || filePath === '' ? null : filePath;
  },
  reveal(file: string): void {
    shell.showItemInFolder(file);
  },
  async confirmLeaving(window: BrowserWindow): Promise<boolean> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: 'Entracte is still working.',
      detail: 'Finished batches are kept; the rest goes on when you render again.',
      buttons: ['Keep working', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  },
};
