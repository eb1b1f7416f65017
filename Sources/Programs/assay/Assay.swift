import Glibc

@main
struct Assay {
    static func main() {
        let tool = CommandLineTool(table: table, terminal: .ofProcess())
        exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Every verb with its work.
    static var table: CommandTable {
        CommandTable([
            .run(RunJob.run), .ingest(IngestJob.run), .screen(ScreenJob.run), .scan(ScanJob.run), .report(ReportJob.run),
            .rulesCheck(RulesJobs.check), .rulesTest(RulesJobs.test), .rulesCopy(RulesCopyJob.run), .explain(ExplainJob.run),
            .rulesEval(ExpressionJobs.evaluate),
            .rulesBacktest(BacktestJob.run), .rulesDiff(RulesDiffJob.run), .rulesTune(RulesTuneJob.run), .rulesBench(RulesBenchJob.run),
            .settle(SettleJob.run),
            .settleCompare(SettleCompareJob.run), .settleFinalize(RewardJobs.finalize), .settleRewards(RewardJobs.list),
            .settleLearned(RewardJobs.learned),
            .settleDecide(RewardJobs.decide), .settleDispute(RewardJobs.dispute), .settleResolve(RewardJobs.resolve),
            .settleClawback(RewardJobs.clawBack), .settlePayout(RewardJobs.payOut), .settleWriteOff(RewardJobs.writeOff),
            .ledgerVerify(LedgerJobs.verify), .ledgerExport(LedgerJobs.export), .ledgerReplay(ReplayJob.run),
            .ledgerStatement(StatementJob.run), .ledgerCheckpoint(CheckpointJobs.checkpoint),
            .ledgerProve(CheckpointJobs.prove), .ledgerErase(LedgerKeeping.erase), .ledgerRebuild(LedgerKeeping.rebuild),
            .ledgerMigrate(LedgerKeeping.migrate),
            .ledgerBackup(LedgerKeeping.backup), .ledgerRestore(LedgerKeeping.restore),
            .nearDuplicates(DetectJobs.nearDuplicates), .synthetic(SyntheticJobs.detect), .calibrateSynthetic(SyntheticJobs.calibrate),
            .retrievalSpam(DetectJobs.retrievalSpam), .swarms(DetectJobs.swarms),
            .help { Self.table }, .version(CommandTable.programVersion),
        ])
    }
}
