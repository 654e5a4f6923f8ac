/** When something began, in the words of the person's own language: the time of a day, and the day where it is not `now`'s. */
export function begunWords(at: number, now: number = Date.now(), locale?: string): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return then.toDateString() === today.toDateString()
    ? then.toLocaleTimeString(locale, time)
    : then.toLocaleString(locale, { day: 'numeric', month: 'short', ...time });
}
