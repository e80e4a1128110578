import { runProgram } from './program.ts';

// Ends by way of `exit`, where the children and the folders go.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

process.exitCode = await runProgram(process.argv);
