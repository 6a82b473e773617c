from wxadmin.domain.regulation import RegulationText, Setting
def find_settings(parsed: RegulationText) -> tuple[Setting, ...]:
    return ()
