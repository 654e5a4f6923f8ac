/** The system's own questions; each answers null when the person closed it. */
export interface Dialogs {
  openProject(): Promise<string | null>;
  saveProject(suggested: string): Promise<string | null>;
  saveFilm(suggested: string, extension: string): Promise<string | null>;
  reveal(file: string): void;
}
