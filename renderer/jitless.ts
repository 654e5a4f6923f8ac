import { z } from 'zod';

// Imported before any schema: zod would otherwise try `new Function`, which the content policy refuses.
z.config({ jitless: true });
