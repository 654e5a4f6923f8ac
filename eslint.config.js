import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { roomLaws } from './scripts/rooms.mjs';

export default tseslint.config(
  { ignores: ['dist/', 'release/', 'node_modules/', '**/assembly/**', 'test-results/'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      curly: 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['renderer/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  {
    files: ['scripts/**', 'bench/**', 'e2e/**', 'electron/cli/**', 'electron/serve/**', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
  roomLaws,
);
