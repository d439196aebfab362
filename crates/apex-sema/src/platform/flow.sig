class Flow.Interview
  new()
  Object getVariableValue(String)
  void start()
  static Flow.Interview createInterview(String,Map<String,Object>)
  static Flow.Interview createInterview(String,String,Map<String,Object>)
